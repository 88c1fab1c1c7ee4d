using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Edge.LocalApi;

/// <summary>Errors of the local API in the form that all of the grid's errors have: a code, and a google.rpc.ErrorInfo with a stable reason.</summary>
internal static class LocalError
{
    public static RpcException Of(ErrorReason reason, string message)
    {
        var code = reason switch
        {
            ErrorReason.InvalidRequest or ErrorReason.MapInvalid or ErrorReason.MapTooLarge => StatusCode.InvalidArgument,
            ErrorReason.MapNotFound => StatusCode.NotFound,
            ErrorReason.Overloaded or ErrorReason.DiskFull => StatusCode.ResourceExhausted,
            ErrorReason.Deadline => StatusCode.DeadlineExceeded,
            ErrorReason.EmergencyStop => StatusCode.FailedPrecondition,
            _ => StatusCode.Internal,
        };
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = "trm.grid", Reason = NameOf(reason) }));
        if (reason == ErrorReason.Overloaded)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(200)) }));
        return new RpcException(new Grpc.Core.Status(code, message), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }

    /// <summary>MAP_NOT_FOUND for MapNotFound, as the contract writes it.</summary>
    private static string NameOf(ErrorReason reason) =>
        ErrorsReflection.Descriptor.EnumTypes[0].FindValueByNumber((int)reason).Name["ERROR_REASON_".Length..];
}
