using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;

namespace Trm.Grid.Runtime.Wire;

/// <summary>Grids of numbers on the wire.</summary>
public static class NumberGridWire
{
    public static NumberGrid ToMessage(ByteGrid grid) =>
        new() { Height = (uint)grid.Height, Width = (uint)grid.Width, Cells = ByteString.CopyFrom(grid.Cells) };

    /// <exception cref="FormatException">Another number of cells, or too large.</exception>
    public static ByteGrid ToGrid(NumberGrid? message)
    {
        if (message is null || message.Height is 0 or > GridsTask.MaxSide || message.Width is 0 or > GridsTask.MaxSide || message.Cells.Length != (long)message.Height * message.Width)
            throw new FormatException($"reading a grid: expected 1 to {GridsTask.MaxSide} rows and columns and a byte for each cell, got {message?.Height ?? 0}x{message?.Width ?? 0} with {message?.Cells.Length ?? 0}");
        return new((int)message.Height, (int)message.Width, message.Cells.Span);
    }
}
