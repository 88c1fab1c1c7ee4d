namespace Trm.Grid.Puzzles.Planning;

/// <summary>A rectangle of cells, both corners included.</summary>
public readonly record struct CellBox(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left + 1;

    public int Height => Bottom - Top + 1;

    public static CellBox Of(Cell cell) => new(cell.X, cell.Y, cell.X, cell.Y);

    /// <summary>The smallest rectangle that holds both.</summary>
    public CellBox With(CellBox other) =>
        new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    public CellBox With(Cell cell) => With(Of(cell));
}
