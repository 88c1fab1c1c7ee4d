using Trm.Grid.Puzzles.Datasets;

namespace Trm.Grid.Puzzles.Grids;

/// <summary>The smallest canvas that holds all grids of a task.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values">How many different numbers there are, 0 included.</param>
public readonly record struct GridCanvas(int Height, int Width, int Values)
{
    public TaskShape Shape => GridsTask.Shape(GridsTask.Name, Values, Height, Width);

    public static GridCanvas Of(IEnumerable<GridPair> pairs)
    {
        var (height, width, largest) = (0, 0, 1);
        foreach (var grid in pairs.SelectMany(pair => new[] { pair.Question, pair.Answer }))
        {
            (height, width) = (Math.Max(height, grid.Height), Math.Max(width, grid.Width));
            foreach (var value in grid.Cells)
                largest = Math.Max(largest, value);
        }
        return new(height, width, largest + 1);
    }

    /// <summary>Why a grid cannot be asked on it, or null.</summary>
    public static string? FaultOf(ByteGrid grid, TaskShape shape)
    {
        if (grid.Height > shape.Height || grid.Width > shape.Width)
            return $"expected at most {shape.Height}x{shape.Width} cells as the model was trained on, got {grid.Height}x{grid.Width}";
        var most = shape.Vocabulary - GridsTask.FirstValue - 1;
        return grid.Cells.IndexOfAnyExceptInRange((byte)0, (byte)most) is var at and >= 0 ? $"expected numbers from 0 to {most} as the model was trained on, got {grid.Cells[at]}" : null;
    }
}
