namespace Trm.Grid.Puzzles.Datasets;

/// <summary>A grid of small numbers. Immutable and equal by content; cells are in row-major order.</summary>
public sealed class ByteGrid : IEquatable<ByteGrid>
{
    /// <summary>Most rows and most columns.</summary>
    public const int MaxSide = 4096;

    private readonly byte[] cells;

    public ByteGrid(int height, int width, ReadOnlySpan<byte> cells)
    {
        if (height is < 1 or > MaxSide || width is < 1 or > MaxSide)
            throw new ArgumentOutOfRangeException(nameof(height), $"a grid has 1 to {MaxSide} rows and columns, got {height}x{width}");
        if (cells.Length != height * width)
            throw new ArgumentException($"a grid of {height}x{width} has {height * width} cells, got {cells.Length}", nameof(cells));
        (Height, Width, this.cells) = (height, width, cells.ToArray());
    }

    public int Height { get; }

    public int Width { get; }

    public ReadOnlySpan<byte> Cells => cells;

    public byte this[int row, int column] => cells[row * Width + column];

    public bool Equals(ByteGrid? other) => other is not null && Width == other.Width && cells.AsSpan().SequenceEqual(other.cells);

    public override bool Equals(object? obj) => Equals(obj as ByteGrid);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Width);
        hash.AddBytes(cells);
        return hash.ToHashCode();
    }
}
