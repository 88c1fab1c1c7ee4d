using Trm.Grid.Puzzles.Datasets;

namespace Trm.Grid.Puzzles.Grids;

/// <summary>
/// Tasks that turn one grid of small numbers into another, as a network sees them, on a canvas that holds the largest of their grids. Tokens and
/// classes: 0 padding, 1 the border that says where a grid ends, number v is v + 2. The border runs along the grid's right and lower edge, where
/// the canvas has room for it. ARC's coding is this with ten colours on 30x30 cells.
/// </summary>
public static class GridsTask
{
    public const string Name = "grids";

    /// <summary>Most rows and columns of a grid.</summary>
    public const int MaxSide = 64;

    /// <summary>Largest number in a cell: a network has 32 classes at most.</summary>
    public const int MaxValue = 32 - 1 - FirstValue;

    public const byte Padding = 0;
    public const byte Border = 1;
    public const byte FirstValue = 2;

    /// <param name="task">The task's name.</param>
    /// <param name="values">How many different numbers there are, 0 included.</param>
    /// <param name="height">Rows of the canvas.</param>
    /// <param name="width">Columns of the canvas.</param>
    public static TaskShape Shape(string task, int values, int height, int width) => new()
    {
        Task = task,
        Input = InputKind.Tokens,
        Vocabulary = values + FirstValue,
        Classes = values + FirstValue,
        Height = height,
        Width = width,
    };

    /// <summary>Draws a grid on a canvas.</summary>
    /// <param name="grid">Not larger than the canvas.</param>
    /// <param name="height">Rows of the canvas.</param>
    /// <param name="width">Columns of the canvas.</param>
    /// <param name="top">Empty rows above it.</param>
    /// <param name="left">Empty columns before it.</param>
    /// <returns>[height * width] tokens.</returns>
    public static byte[] Encode(ByteGrid grid, int height, int width, int top = 0, int left = 0)
    {
        if (top < 0 || left < 0 || top + grid.Height > height || left + grid.Width > width)
            throw new ArgumentException($"drawing a grid of {grid.Height}x{grid.Width} at row {top} column {left}: expected a canvas that holds it, got {height}x{width}", nameof(grid));
        var canvas = new byte[height * width];
        for (var row = 0; row <= grid.Height && top + row < height; row++)
            for (var column = 0; column <= grid.Width && left + column < width; column++)
                if (row < grid.Height || column < grid.Width)
                    canvas[(top + row) * width + left + column] = row < grid.Height && column < grid.Width ? (byte)(grid[row, column] + FirstValue) : Border;
        return canvas;
    }

    /// <summary>The share of the wanted grid's cells that a canvas has right. What surrounds the grid does not count: it is larger or smaller with the canvas.</summary>
    public static double RightShare(ReadOnlySpan<byte> canvas, ReadOnlySpan<byte> wanted)
    {
        var (cells, right) = (0, 0);
        for (var i = 0; i < wanted.Length; i++)
            if (wanted[i] >= FirstValue)
                (cells, right) = (cells + 1, right + (canvas[i] == wanted[i] ? 1 : 0));
        return right / (double)cells;
    }

    /// <summary>Reads the grid in a canvas's upper left corner: the largest rectangle there that holds nothing but numbers.</summary>
    /// <returns>Null where the corner itself holds none.</returns>
    public static ByteGrid? Decode(ReadOnlySpan<byte> canvas, int height, int width)
    {
        var (bestHeight, bestWidth, run) = (0, 0, width);
        for (var row = 0; row < height && run > 0; row++)
        {
            var length = canvas.Slice(row * width, run).IndexOfAny(Padding, Border);
            run = length < 0 ? run : length;
            if (run * (row + 1) > bestHeight * bestWidth)
                (bestHeight, bestWidth) = (row + 1, run);
        }
        if (bestHeight == 0)
            return null;
        var cells = new byte[bestHeight * bestWidth];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = (byte)(canvas[i / bestWidth * width + i % bestWidth] - FirstValue);
        return new(bestHeight, bestWidth, cells);
    }
}
