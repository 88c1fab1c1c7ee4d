using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>The one table from reasons to status codes, and between reasons and their names on the wire.</summary>
public static class ErrorTable
{
    /// <summary>The ErrorInfo domain of all our errors.</summary>
    public const string Domain = "trm.grid";

    private const string Prefix = "ERROR_REASON_";

    private static readonly FrozenDictionary<ErrorReason, StatusCode> Codes = new Dictionary<ErrorReason, StatusCode>
    {
        [ErrorReason.Unspecified] = StatusCode.Internal,
        [ErrorReason.InvalidRequest] = StatusCode.InvalidArgument,
        [ErrorReason.NotAuthenticated] = StatusCode.Unauthenticated,
        [ErrorReason.NotPermitted] = StatusCode.PermissionDenied,
        [ErrorReason.RequestIdReused] = StatusCode.AlreadyExists,
        [ErrorReason.Overloaded] = StatusCode.ResourceExhausted,
        [ErrorReason.Deadline] = StatusCode.DeadlineExceeded,
        [ErrorReason.InvalidCursor] = StatusCode.InvalidArgument,
        [ErrorReason.DiskFull] = StatusCode.ResourceExhausted,
        [ErrorReason.DependencyUnavailable] = StatusCode.Unavailable,
        [ErrorReason.RunNotFound] = StatusCode.NotFound,
        [ErrorReason.PresetNotFound] = StatusCode.InvalidArgument,
        [ErrorReason.RunEnded] = StatusCode.FailedPrecondition,
        [ErrorReason.TrainerMissing] = StatusCode.FailedPrecondition,
        [ErrorReason.ModelNotFound] = StatusCode.NotFound,
        [ErrorReason.VersionNotFound] = StatusCode.NotFound,
        [ErrorReason.AliasNotFound] = StatusCode.NotFound,
        [ErrorReason.AliasMoved] = StatusCode.Aborted,
        [ErrorReason.GateNotMet] = StatusCode.FailedPrecondition,
        [ErrorReason.VersionExists] = StatusCode.AlreadyExists,
        [ErrorReason.BlobNotFound] = StatusCode.NotFound,
        [ErrorReason.DigestMismatch] = StatusCode.DataLoss,
        [ErrorReason.OffsetMismatch] = StatusCode.FailedPrecondition,
        [ErrorReason.FileMissing] = StatusCode.FailedPrecondition,
        [ErrorReason.ManifestInvalid] = StatusCode.InvalidArgument,
        [ErrorReason.SignatureInvalid] = StatusCode.PermissionDenied,
        [ErrorReason.PackageTooNew] = StatusCode.FailedPrecondition,
        [ErrorReason.PackageCorrupt] = StatusCode.DataLoss,
        [ErrorReason.EvaluationNotFound] = StatusCode.NotFound,
        [ErrorReason.SuiteUnfit] = StatusCode.InvalidArgument,
        [ErrorReason.DatasetInvalid] = StatusCode.InvalidArgument,
        [ErrorReason.PuzzleInvalid] = StatusCode.InvalidArgument,
        [ErrorReason.PuzzleUnsolvable] = StatusCode.FailedPrecondition,
        [ErrorReason.PuzzleNotProper] = StatusCode.FailedPrecondition,
        [ErrorReason.MapInvalid] = StatusCode.InvalidArgument,
        [ErrorReason.MapTooLarge] = StatusCode.InvalidArgument,
        [ErrorReason.MapNotFound] = StatusCode.NotFound,
        [ErrorReason.ModelNotServed] = StatusCode.FailedPrecondition,
        [ErrorReason.TaskNotTrained] = StatusCode.FailedPrecondition,
        [ErrorReason.DeviceNotFound] = StatusCode.NotFound,
        [ErrorReason.JoinTokenInvalid] = StatusCode.Unauthenticated,
        [ErrorReason.DeviceRevoked] = StatusCode.PermissionDenied,
        [ErrorReason.CsrInvalid] = StatusCode.InvalidArgument,
        [ErrorReason.NotAssigned] = StatusCode.PermissionDenied,
        [ErrorReason.NoActiveModel] = StatusCode.FailedPrecondition,
        [ErrorReason.EmergencyStop] = StatusCode.FailedPrecondition,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ErrorReason, string> Names = ErrorsReflection.Descriptor.EnumTypes[0].Values
        .ToFrozenDictionary(value => (ErrorReason)value.Number, Short);

    private static readonly FrozenDictionary<string, ErrorReason> Reasons = Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The status code that the contract states beside the reason.</summary>
    public static StatusCode CodeOf(ErrorReason reason) => Codes[reason];

    /// <summary>The reason as ErrorInfo carries it: <c>ALIAS_MOVED</c>.</summary>
    public static string NameOf(ErrorReason reason) => Names[reason];

    /// <summary>The reason of that name; unspecified for one that this version does not know.</summary>
    public static ErrorReason ReasonOf(string name) => Reasons.GetValueOrDefault(name);

    private static string Short(EnumValueDescriptor value) => value.Name[Prefix.Length..];
}
