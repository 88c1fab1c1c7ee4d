namespace Trm.Grid.Puzzles.Planning.Generators;

/// <summary>Cells to draw a map on; whatever lies outside is passed over.</summary>
internal readonly ref struct Canvas(Span<byte> cells, int width, int height)
{
    public readonly Span<byte> Cells = cells;
    public readonly int Width = width;
    public readonly int Height = height;

    public bool IsWall(int x, int y) =>
        (uint)x >= (uint)Width || (uint)y >= (uint)Height || Cells[(y * Width) + x] == CellCost.Lethal;

    public void Fill(int x, int y, int width, int height, byte value)
    {
        var (left, right) = (Math.Max(x, 0), Math.Min(x + width, Width));
        for (var row = Math.Max(y, 0); row < Math.Min(y + height, Height) && left < right; row++)
            Cells.Slice((row * Width) + left, right - left).Fill(value);
    }

    /// <summary>The same with columns and rows exchanged where <paramref name="turned"/>.</summary>
    public void Fill(bool turned, int along, int across, int length, int depth, byte value)
    {
        if (turned)
            Fill(across, along, depth, length, value);
        else
            Fill(along, across, length, depth, value);
    }
}
