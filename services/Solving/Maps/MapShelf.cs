using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Solving.Maps;

/// <summary>Uploaded maps by their digest.</summary>
internal sealed class MapShelf([FromKeyedServices(GridRoles.Solving)] IBlobStore blobs) : IDisposable
{
    private readonly SemaphoreSlim _keeping = new(1);

    /// <summary>Takes a map in pieces and keeps it.</summary>
    /// <exception cref="GridException">MAP_INVALID, MAP_TOO_LARGE, DISK_FULL.</exception>
    public async Task<string> ReceiveAsync(IAsyncStreamReader<UploadMapRequest> pieces, CancellationToken cancellation)
    {
        try
        {
            var map = await ReadAsync(pieces, cancellation).ConfigureAwait(false);
            await KeepAsync(Digest.Parse(map.Digest), CostMapBytes.Write(map), cancellation).ConfigureAwait(false);
            return map.Digest;
        }
        catch (MapFormatException fault)
        {
            throw new GridException(ErrorReason.MapInvalid, fault.Message, fault);
        }
    }

    /// <exception cref="GridException">MAP_NOT_FOUND.</exception>
    public async Task<CostMap> FindAsync(string digest, CancellationToken cancellation)
    {
        if (!Digest.TryParse(digest, out var name) || !(await blobs.StatAsync(name, cancellation).ConfigureAwait(false)).Complete)
            throw new GridException(ErrorReason.MapNotFound, $"planning on map '{digest}': no such map was uploaded here; call UploadMap first");
        await using var stored = await blobs.OpenReadAsync(name, cancellationToken: cancellation).ConfigureAwait(false);
        using var bytes = new MemoryStream();
        await stored.CopyToAsync(bytes, cancellation).ConfigureAwait(false);
        return CostMapBytes.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), digest);
    }

    public void Dispose() => _keeping.Dispose();

    private async Task KeepAsync(Digest digest, byte[] bytes, CancellationToken cancellation)
    {
        // One at a time: of two uploads of one map, neither may delete what the other is writing.
        await _keeping.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if ((await blobs.StatAsync(digest, cancellation).ConfigureAwait(false)).Complete)
                return;
            // A piece that an earlier try left behind is of the same bytes, but starting over is cheaper than asking.
            await blobs.DeleteAsync(digest, cancellation).ConfigureAwait(false);
            using var content = new MemoryStream(bytes, writable: false);
            await blobs.AppendAsync(digest, bytes.Length, 0, content, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _keeping.Release();
        }
    }

    private static async Task<CostMap> ReadAsync(IAsyncStreamReader<UploadMapRequest> pieces, CancellationToken cancellation)
    {
        if (!await pieces.MoveNext(cancellation).ConfigureAwait(false) || pieces.Current.Map is not { } head)
            throw new GridException(ErrorReason.MapInvalid, "uploading a map: expected a first message with the map's size and place, got none");
        if ((ulong)head.Width * head.Height > CostMap.MaxCells)
            throw new GridException(ErrorReason.MapTooLarge, $"uploading a map: expected at most {CostMap.MaxCells:N0} cells, got {head.Width} x {head.Height}; crop it or make its cells larger");
        var cells = new byte[CostMapWire.CheckedCells(head)];
        var filled = 0;
        do
        {
            var piece = pieces.Current.Cells;
            if (piece.Length > cells.Length - filled)
                throw new GridException(ErrorReason.MapInvalid, $"uploading a map of {head.Width} x {head.Height}: expected {cells.Length} cells, got more");
            piece.CopyTo(cells, filled);
            filled += piece.Length;
        }
        while (await pieces.MoveNext(cancellation).ConfigureAwait(false));
        return filled == cells.Length ? CostMapWire.ToMap(head, cells)
            : throw new GridException(ErrorReason.MapInvalid, $"uploading a map of {head.Width} x {head.Height}: expected {cells.Length} cells, got {filled}");
    }
}
