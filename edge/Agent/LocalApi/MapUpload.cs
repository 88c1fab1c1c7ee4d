using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Edge.LocalApi;

/// <summary>A map as it comes in pieces.</summary>
internal sealed class MapUpload
{
    private Contracts.V1.CostMap? _head;
    private byte[] _cells = [];
    private int _filled;

    /// <exception cref="Grpc.Core.RpcException">MAP_INVALID, MAP_TOO_LARGE.</exception>
    public void Add(LoadMapRequest piece)
    {
        if (_head is null)
            Begin(piece.Map ?? throw Invalid("expected the map's description in the first message, got none; send it there"));
        if (_filled + piece.Cells.Length > _cells.Length)
            throw Invalid($"expected {_cells.Length} cells, got more; send one byte a cell");
        piece.Cells.Span.CopyTo(_cells.AsSpan(_filled));
        _filled += piece.Cells.Length;
    }

    /// <exception cref="Grpc.Core.RpcException">MAP_INVALID.</exception>
    public CostMap Finish() => _head is not null && _filled == _cells.Length
        ? CostMapWire.ToMap(_head, _cells)
        : throw Invalid($"expected {_cells.Length} cells, got {_filled}; send the whole map");

    private void Begin(Contracts.V1.CostMap head)
    {
        if ((ulong)head.Width * head.Height > MapStore.MaxCells)
            throw LocalError.Of(ErrorReason.MapTooLarge, $"loading a map: expected at most {MapStore.MaxCells} cells, got {head.Width}x{head.Height}; resample it to larger cells or cut a window");
        try
        {
            (_head, _cells) = (head, new byte[CostMapWire.CheckedCells(head)]);
        }
        catch (MapFormatException e)
        {
            throw Invalid(e.Message);
        }
    }

    private static Grpc.Core.RpcException Invalid(string what) => LocalError.Of(ErrorReason.MapInvalid, $"loading a map: {what}");
}
