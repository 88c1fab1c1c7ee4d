using Grpc.Core;
using Microsoft.Data.Sqlite;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;

namespace Trm.Grid.Hosting;

/// <summary>Which reason an exception stands for, where it is not one of ours already.</summary>
public static class FaultMapping
{
    private const int SqliteFull = 13;
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(1);

    /// <summary>The error that a call ends with; null for a fault that nobody foresaw.</summary>
    /// <param name="deadline">Whether the caller's deadline has passed.</param>
    internal static GridError? Of(Exception fault, bool deadline) => fault switch
    {
        GridException known => GridError.From(known),
        PackageException package => GridError.From(new GridException(ReasonOf(package.Reason), package.Message)),
        RpcException { StatusCode: StatusCode.Cancelled or StatusCode.DeadlineExceeded } when deadline => Deadline(),
        RpcException rpc => OfDependency(GridError.From(rpc)),
        OperationCanceledException when deadline => Deadline(),
        _ when IsDiskFull(fault) => Full(),
        _ => null,
    };

    /// <summary>Whether this is how the platform or SQLite says that the disk is full.</summary>
    public static bool IsDiskFull(Exception fault) => DiskFault.IsFull(fault) || fault is SqliteException { SqliteErrorCode: SqliteFull };

    private static GridError Deadline() => Error(ErrorReason.Deadline, "the caller's deadline passed while the answer was being worked out; allow more time");

    private static GridError Full() => Error(ErrorReason.DiskFull, "storing: the disk that holds the grid's data is full; make room there and try again");

    private static GridError OfDependency(GridError error) => error.Code is StatusCode.Unavailable
        ? error with { Reason = ErrorReason.DependencyUnavailable, Message = $"a service that this one needs does not answer: {error.Message}", RetryAfter = error.RetryAfter ?? ShortPause }
        : error;

    private static GridError Error(ErrorReason reason, string message) => GridError.From(new GridException(reason, message));

    private static ErrorReason ReasonOf(string package) => package switch
    {
        PackageReasons.NotSigned or PackageReasons.UnknownSigner or PackageReasons.SignatureInvalid or PackageReasons.KeyInvalid => ErrorReason.SignatureInvalid,
        PackageReasons.TooNew => ErrorReason.PackageTooNew,
        PackageReasons.DigestMismatch => ErrorReason.PackageCorrupt,
        PackageReasons.FileMissing or PackageReasons.RoleMissing => ErrorReason.FileMissing,
        _ => ErrorReason.ManifestInvalid,
    };
}
