namespace Trm.Grid.Puzzles.Planning.Regions;

/// <summary>
/// A map cut into square blocks, and each block into its regions: passable cells that hang together inside the block. Two cells are joined by a path
/// if and only if a chain of regions that touch joins them, so a large map becomes a small one without losing a door or inventing one.
/// </summary>
public sealed class RegionMap
{
    /// <summary>Rows and columns of a block.</summary>
    public const int Side = 16;

    private readonly int[] _regionOf;
    private readonly List<Region> _regions = [];
    private readonly CostMap _map;

    /// <param name="map">The inflated map.</param>
    /// <param name="unknownIsFree">Whether unknown cells may be entered (at cost 0) or block.</param>
    public RegionMap(CostMap map, bool unknownIsFree = false)
    {
        ArgumentNullException.ThrowIfNull(map);
        _map = map;
        _regionOf = new int[map.Cells.Length];
        Array.Fill(_regionOf, -1);
        var queue = new int[Side * Side];
        for (var top = 0; top < map.Height; top += Side)
            for (var left = 0; left < map.Width; left += Side)
                CutBlock(new(left, top, Math.Min(left + Side, map.Width) - 1, Math.Min(top + Side, map.Height) - 1), unknownIsFree, queue);
        for (var x = Side; x < map.Width; x += Side)
            Join(map.Height, y => new(x - 1, y), y => new(x, y));
        for (var y = Side; y < map.Height; y += Side)
            Join(map.Width, x => new(x, y - 1), x => new(x, y));
    }

    public int Count => _regions.Count;

    /// <summary>The region of a cell of the map; -1 where it is blocked.</summary>
    public int RegionOf(Cell cell) => _regionOf[(cell.Y * _map.Width) + cell.X];

    internal Region this[int region] => _regions[region];

    private void CutBlock(CellBox block, bool unknownIsFree, int[] queue)
    {
        var (cells, width) = (_map.Raw, _map.Width);
        for (var y = block.Top; y <= block.Bottom; y++)
            for (var x = block.Left; x <= block.Right; x++)
                if (_regionOf[(y * width) + x] < 0 && CellCost.IsPassable(cells[(y * width) + x], unknownIsFree))
                    Flood((y * width) + x, block, unknownIsFree, queue);
    }

    // Straight neighbours are enough: a diagonal move needs both cells beside it.
    private void Flood(int first, CellBox block, bool unknownIsFree, int[] queue)
    {
        var (cells, width, region) = (_map.Raw, _map.Width, _regions.Count);
        var (taken, count, cost) = (0, 1, 0L);
        queue[0] = first;
        _regionOf[first] = region;
        while (taken < count)
        {
            var i = queue[taken++];
            var (x, y) = (i % width, i / width);
            cost += cells[i] == CellCost.Unknown ? 0 : cells[i];
            Reach(x > block.Left, i - 1);
            Reach(x < block.Right, i + 1);
            Reach(y > block.Top, i - width);
            Reach(y < block.Bottom, i + width);
        }
        _regions.Add(new(block, 1 + (2 * (double)cost / count / CellCost.MaxPassable)));

        void Reach(bool inside, int next)
        {
            if (!inside || _regionOf[next] >= 0 || !CellCost.IsPassable(cells[next], unknownIsFree))
                return;
            _regionOf[next] = region;
            queue[count++] = next;
        }
    }

    /// <summary>One door in the middle of every run of cells along which the same two regions touch.</summary>
    private void Join(int length, Func<int, Cell> near, Func<int, Cell> far)
    {
        for (var at = 0; at < length;)
        {
            var (a, b) = (RegionOf(near(at)), RegionOf(far(at)));
            var end = at + 1;
            while (end < length && RegionOf(near(end)) == a && RegionOf(far(end)) == b)
                end++;
            if (a >= 0 && b >= 0)
            {
                var middle = (at + end - 1) / 2;
                _regions[a].Doors.Add(new(near(middle), far(middle), b));
                _regions[b].Doors.Add(new(far(middle), near(middle), a));
            }
            at = end;
        }
    }

    /// <param name="Block">The block that it lies in.</param>
    /// <param name="Dearness">Mean cost of a straight step in it, 1 to 3.</param>
    internal sealed record Region(CellBox Block, double Dearness)
    {
        public List<Door> Doors { get; } = [];
    }

    /// <param name="Here">A cell of the region.</param>
    /// <param name="There">Its neighbour in the other region.</param>
    /// <param name="Region">The other region.</param>
    internal readonly record struct Door(Cell Here, Cell There, int Region);
}
