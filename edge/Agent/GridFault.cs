using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Trm.Grid.Edge;

/// <summary>Reads the stable reason out of an error that the grid gave.</summary>
internal static class GridFault
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Whether the grid itself says so, and not the way there.</summary>
    public static bool IsFromGrid(RpcException fault) => fault.Trailers.GetValueBytes(DetailsTrailer) is not null;

    /// <summary>What went wrong on the way there: the transport's own words, which gRPC hides behind its own.</summary>
    public static string WayOf(RpcException fault) => (fault.Status.DebugException?.GetBaseException().Message ?? fault.Status.Detail).TrimEnd('.');

    /// <returns>The reason of google.rpc.ErrorInfo, or the status code's name where there is none.</returns>
    public static string Reason(RpcException fault)
    {
        var details = fault.Trailers.GetValueBytes(DetailsTrailer);
        if (details is not null)
            try
            {
                foreach (var detail in Google.Rpc.Status.Parser.ParseFrom(details).Details)
                    if (detail.TryUnpack<ErrorInfo>(out var info))
                        return info.Reason;
            }
            catch (InvalidProtocolBufferException)
            {
                // Not from a grid: a proxy's answer has only its code.
            }
        return fault.StatusCode.ToString().ToUpperInvariant();
    }
}
