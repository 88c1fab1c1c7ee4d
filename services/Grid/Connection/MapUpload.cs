using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Connection;

internal static class MapUpload
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Stores a map with the solving service.</summary>
    /// <returns>The digest by which questions name it.</returns>
    public static async Task<string> SendAsync(GridConnection grid, CostMap map, CancellationToken cancellation)
    {
        using var upload = grid.Solving.UploadMap(Calls.Within(Limit, cancellation));
        try
        {
            foreach (var (head, cells) in CostMapWire.ToPieces(map))
                await upload.RequestStream.WriteAsync(new UploadMapRequest { Map = head, Cells = cells }, cancellation);
            await upload.RequestStream.CompleteAsync();
        }
        // The server closed the stream early: its answer says why.
        catch (Exception fault) when (fault is RpcException or InvalidOperationException && !cancellation.IsCancellationRequested)
        {
        }
        return (await upload.ResponseAsync).MapDigest;
    }
}
