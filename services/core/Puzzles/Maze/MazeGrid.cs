using System.Diagnostics.CodeAnalysis;
using Trm.Grid.Puzzles.Maze.Internal;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>A maze with or without a path, right or not. Immutable and equal by content. Cells are in row-major order.</summary>
public sealed class MazeGrid : IEquatable<MazeGrid>
{
    /// <summary>Most rows and most columns.</summary>
    public const int MaxSide = 4096;

    private readonly byte[] cells;

    /// <param name="height">Rows, 1 to <see cref="MaxSide"/>.</param>
    /// <param name="width">Columns, 1 to <see cref="MaxSide"/>.</param>
    /// <param name="cells">[height * width] of <see cref="MazeCell"/>.</param>
    public MazeGrid(int height, int width, ReadOnlySpan<byte> cells)
    {
        if (height is < 1 or > MaxSide || width is < 1 or > MaxSide)
            throw new ArgumentOutOfRangeException(nameof(height), $"a maze has 1 to {MaxSide} rows and columns, got {height}x{width}");
        if (cells.Length != height * width)
            throw new ArgumentException($"a maze of {height}x{width} has {height * width} cells, got {cells.Length}", nameof(cells));
        var wrong = cells.IndexOfAnyExceptInRange(MazeCell.Wall, MazeCell.Path);
        if (wrong >= 0)
            throw new ArgumentException($"cell {wrong} holds {cells[wrong]}, expected {MazeCell.Wall} to {MazeCell.Path}", nameof(cells));
        (Height, Width, this.cells) = (height, width, cells.ToArray());
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>[height * width] of <see cref="MazeCell"/>.</summary>
    public ReadOnlySpan<byte> Cells => cells;

    public byte this[int row, int column] => cells[row * Width + column];

    /// <summary>How many cells are of this kind.</summary>
    public int Count(byte cell) => cells.AsSpan().Count(cell);

    /// <summary>Reads a maze: one line for each row, or all rows of a square maze one after the other as the files of Maze-Hard have them.</summary>
    /// <exception cref="FormatException">Ragged rows, no square or another character; the message says where.</exception>
    public static MazeGrid Parse(string text) => TryParse(text, out var grid, out var fault) ? grid : throw new FormatException(fault);

    /// <summary>As <see cref="Parse"/>, with the fault as a value.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MazeGrid? grid, [NotNullWhen(false)] out string? fault) => MazeText.TryRead(text, out grid, out fault);

    /// <summary>The same cells without a path.</summary>
    public MazeGrid WithoutPath() => new(Height, Width, Array.ConvertAll(cells, cell => cell == MazeCell.Path ? MazeCell.Free : cell));

    /// <summary>All rows one after the other.</summary>
    public override string ToString() => string.Create(cells.Length, cells, static (text, cells) =>
    {
        for (var i = 0; i < text.Length; i++)
            text[i] = MazeCell.Characters[cells[i] - 1];
    });

    /// <summary>One line for each row.</summary>
    public string ToLines() => string.Join('\n', Enumerable.Range(0, Height).Select(row => ToString().Substring(row * Width, Width)));

    public bool Equals(MazeGrid? other) => other is not null && Width == other.Width && cells.AsSpan().SequenceEqual(other.cells);

    public override bool Equals(object? obj) => Equals(obj as MazeGrid);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(cells);
        return hash.ToHashCode();
    }
}
