namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// A grid of travel costs in Nav2's convention (<see cref="CellCost"/>) with its place in the world. It never changes: the array given to it
/// belongs to it. Row 0 is the top row of the picture.
/// </summary>
public sealed class CostMap
{
    /// <summary>The most cells that a map may have (64 Mi, about 8,000 x 8,000); readers refuse more before they allocate.</summary>
    public const int MaxCells = 1 << 26;

    private readonly byte[] _cells;
    private string? _digest;

    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="cells">[height * width] values, row-major, top row first. The map keeps this very array.</param>
    /// <param name="resolutionM">Edge of a cell in metres.</param>
    /// <param name="originX">World x of the map's left edge, metres.</param>
    /// <param name="originY">World y of the map's bottom edge (<see cref="MapAxis.YUp"/>) or top edge (<see cref="MapAxis.YDown"/>), metres.</param>
    /// <param name="axis">Which way the world's y axis points.</param>
    public CostMap(int width, int height, byte[] cells, double resolutionM = 1, double originX = 0, double originY = 0, MapAxis axis = MapAxis.YUp)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (width < 1 || height < 1 || (long)width * height > MaxCells)
            throw new ArgumentException($"a cost map has 1 to {MaxCells:N0} cells, got {width}x{height}: resample it or cut a window");
        if (cells.Length != width * height)
            throw new ArgumentException($"a cost map of {width}x{height} takes {width * height} cells, got {cells.Length}: give one byte per cell, row by row", nameof(cells));
        if (!double.IsFinite(resolutionM) || resolutionM <= 0)
            throw new ArgumentOutOfRangeException(nameof(resolutionM), resolutionM, "a cost map's resolution is a positive number of metres per cell");
        if (!double.IsFinite(originX) || !double.IsFinite(originY))
            throw new ArgumentOutOfRangeException(nameof(originX), $"a cost map's origin is two finite numbers of metres, got ({originX}, {originY})");
        (Width, Height, _cells, ResolutionM, OriginX, OriginY, Axis) = (width, height, cells, resolutionM, originX, originY, axis);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Edge of a cell in metres.</summary>
    public double ResolutionM { get; }

    /// <summary>World x of the map's left edge, metres.</summary>
    public double OriginX { get; }

    /// <summary>World y of the map's bottom edge (<see cref="MapAxis.YUp"/>) or top edge (<see cref="MapAxis.YDown"/>), metres.</summary>
    public double OriginY { get; }

    public MapAxis Axis { get; }

    /// <summary>[Height * Width] values, row-major, top row first.</summary>
    public ReadOnlySpan<byte> Cells => _cells;

    public byte this[int x, int y] => _cells[Index(new(x, y))];

    public byte this[Cell cell] => _cells[Index(cell)];

    /// <summary>The map's name: <c>sha256:</c> and 64 hexadecimal digits over its canonical bytes (<see cref="CostMapBytes"/>).</summary>
    public string Digest => _digest ??= CostMapBytes.Digest(this);

    public bool Contains(Cell cell) => (uint)cell.X < (uint)Width && (uint)cell.Y < (uint)Height;

    /// <summary>Whether a path may enter the cell; false outside the map.</summary>
    public bool IsPassable(Cell cell, bool unknownIsFree = false) =>
        Contains(cell) && CellCost.IsPassable(_cells[(cell.Y * Width) + cell.X], unknownIsFree);

    /// <summary>The cell that holds a point of the world; outside the map it names a cell that is not <see cref="Contains"/>ed.</summary>
    public Cell WorldToCell(double x, double y)
    {
        var column = Floor((x - OriginX) / ResolutionM);
        var row = Floor((y - OriginY) / ResolutionM);
        return new(column, Axis == MapAxis.YUp ? Height - 1 - row : row);
    }

    /// <summary>The world's coordinates of a cell's centre, metres.</summary>
    public (double X, double Y) CellToWorld(Cell cell)
    {
        var row = Axis == MapAxis.YUp ? Height - 1 - cell.Y : cell.Y;
        return (OriginX + ((cell.X + 0.5) * ResolutionM), OriginY + ((row + 0.5) * ResolutionM));
    }

    /// <summary>A map of the same size and place with other values.</summary>
    public CostMap With(byte[] cells) => new(Width, Height, cells, ResolutionM, OriginX, OriginY, Axis);

    internal byte[] Raw => _cells;

    private int Index(Cell cell) => Contains(cell)
        ? (cell.Y * Width) + cell.X
        : throw new ArgumentOutOfRangeException(nameof(cell), cell, $"cell is outside the map of {Width}x{Height}");

    // A query far outside must stay outside instead of overflowing back onto the map; NaN counts as outside too.
    private static int Floor(double value) => double.IsNaN(value) ? -1 : (int)Math.Clamp(Math.Floor(value), -(1 << 28), 1 << 28);
}
