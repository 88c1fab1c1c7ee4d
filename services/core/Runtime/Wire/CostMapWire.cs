using Google.Protobuf;
using Trm.Grid.Puzzles.Planning;
using Message = Trm.Grid.Contracts.V1.CostMap;
using MapFrame = Trm.Grid.Contracts.V1.MapFrame;

namespace Trm.Grid.Runtime.Wire;

/// <summary>Cost maps as they travel.</summary>
public static class CostMapWire
{
    /// <summary>Most bytes of cells in one message of an upload.</summary>
    public const int PieceBytes = 1 << 20;

    /// <exception cref="MapFormatException">Sizes, numbers or the count of cells do not fit together, or the map is too large.</exception>
    public static CostMap ToMap(Message message) => ToMap(message, message.Cells.ToByteArray());

    /// <summary>The map of an upload: its head and all its cells.</summary>
    /// <param name="head">Everything but the cells.</param>
    /// <param name="cells">[height * width], row-major, top row first; the map keeps this array.</param>
    /// <exception cref="MapFormatException">As above.</exception>
    public static CostMap ToMap(Message head, byte[] cells)
    {
        var count = CheckedCells(head);
        if (cells.Length != count)
            throw new MapFormatException("map message", $"{head.Width} x {head.Height} = {count} cells", $"{cells.Length}", "send one byte a cell");
        return new((int)head.Width, (int)head.Height, cells, head.ResolutionM, head.OriginXM, head.OriginYM,
            head.Frame == MapFrame.YDown ? MapAxis.YDown : MapAxis.YUp);
    }

    /// <summary>How many cells a head announces, refused before anything is allocated for them.</summary>
    /// <exception cref="MapFormatException">As above.</exception>
    public static int CheckedCells(Message head)
    {
        if (head.Width is 0 or > int.MaxValue || head.Height is 0 or > int.MaxValue || (ulong)head.Width * head.Height > CostMap.MaxCells)
            throw new MapFormatException("map message", $"1 to {CostMap.MaxCells:N0} cells", $"{head.Width} x {head.Height}", "crop the map or make its cells larger");
        if (!double.IsFinite(head.ResolutionM) || head.ResolutionM <= 0 || !double.IsFinite(head.OriginXM) || !double.IsFinite(head.OriginYM))
            throw new MapFormatException("map message", "a positive resolution and a finite origin, in metres", $"{head.ResolutionM} and ({head.OriginXM}, {head.OriginYM})", "set resolution_m, origin_x_m and origin_y_m");
        return (int)(head.Width * head.Height);
    }

    public static Message ToMessage(CostMap map)
    {
        var message = ToHead(map);
        message.Cells = ByteString.CopyFrom(map.Cells);
        return message;
    }

    /// <summary>An upload's messages: a head with the first piece of cells, then the other pieces.</summary>
    public static IEnumerable<(Message? Head, ByteString Cells)> ToPieces(CostMap map)
    {
        for (var at = 0; at < map.Cells.Length; at += PieceBytes)
            yield return (at == 0 ? ToHead(map) : null, ByteString.CopyFrom(map.Cells[at..Math.Min(at + PieceBytes, map.Cells.Length)]));
    }

    private static Message ToHead(CostMap map) => new()
    {
        Width = (uint)map.Width,
        Height = (uint)map.Height,
        ResolutionM = map.ResolutionM,
        OriginXM = map.OriginX,
        OriginYM = map.OriginY,
        Frame = map.Axis == MapAxis.YDown ? MapFrame.YDown : MapFrame.YUp,
    };
}
