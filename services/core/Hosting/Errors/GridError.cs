using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>A failed call as its caller sees it. The two directions between exceptions and rich statuses stand here.</summary>
public sealed record GridError
{
    public required ErrorReason Reason { get; init; }

    public required StatusCode Code { get; init; }

    public required string Message { get; init; }

    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The reason's stable name; of a status that no grid made, the status code's.</summary>
    public string ReasonName => Reason != ErrorReason.Unspecified ? ErrorTable.NameOf(Reason) : Code switch
    {
        StatusCode.Internal => "INTERNAL",
        StatusCode.Unavailable => "UNAVAILABLE",
        StatusCode.Cancelled => "CANCELLED",
        StatusCode.Unimplemented => "UNIMPLEMENTED",
        _ => Code.ToString().ToUpperInvariant(),
    };

    /// <summary>A repeat of the same call may succeed without anything else changing.</summary>
    public bool MayRepeat => RetryAfter is not null || Code is StatusCode.Unavailable;

    public static GridError From(GridException fault) => new()
    {
        Reason = fault.Reason,
        Code = ErrorTable.CodeOf(fault.Reason),
        Message = fault.Message,
        Violations = fault.Violations,
        RetryAfter = fault.RetryAfter,
    };

    /// <summary>Reads what a call threw. A status without our details keeps its code and text.</summary>
    public static GridError From(RpcException fault)
    {
        var status = fault.GetRpcStatus();
        var info = status?.GetDetail<ErrorInfo>();
        return new()
        {
            Code = fault.StatusCode,
            Message = fault.Status.Detail,
            Reason = info?.Domain == ErrorTable.Domain ? ErrorTable.ReasonOf(info.Reason) : Foreign(fault.StatusCode),
            Violations = [.. status?.GetDetail<BadRequest>()?.FieldViolations.Select(v => new FieldViolation(v.Field, v.Description)) ?? []],
            RetryAfter = status?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan(),
        };
    }

    /// <summary>The status on the wire.</summary>
    public Google.Rpc.Status ToStatus()
    {
        var status = new Google.Rpc.Status { Code = (int)Code, Message = Message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = ErrorTable.Domain, Reason = ErrorTable.NameOf(Reason) }));
        if (Violations.Count > 0)
        {
            var bad = new BadRequest();
            bad.FieldViolations.AddRange(Violations.Select(v => new BadRequest.Types.FieldViolation { Field = v.Field, Description = v.Description }));
            status.Details.Add(Any.Pack(bad));
        }
        if (RetryAfter is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return status;
    }

    public RpcException ToRpcException() => ToStatus().ToRpcException();

    private static ErrorReason Foreign(StatusCode code) => code switch
    {
        StatusCode.Unavailable => ErrorReason.DependencyUnavailable,
        StatusCode.DeadlineExceeded => ErrorReason.Deadline,
        StatusCode.Unauthenticated => ErrorReason.NotAuthenticated,
        StatusCode.PermissionDenied => ErrorReason.NotPermitted,
        _ => ErrorReason.Unspecified,
    };
}
