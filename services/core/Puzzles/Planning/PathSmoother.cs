namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// Makes of a checked path of cells a line that a robot drives more calmly. First the string is pulled: places are left out where the straight line
/// between two others is clear and enters nothing dearer than the path did; then corners are rounded, as far as that stays clear. Every cell that the
/// line touches may be entered: it never leaves what is checked.
/// </summary>
public static class PathSmoother
{
    private const int Roundings = 8;

    /// <summary>Longest piece of the line, in cells.</summary>
    private const double Piece = 1.5;

    /// <param name="map">The inflated map that the path was checked on.</param>
    /// <param name="path">A checked path.</param>
    /// <param name="unknownIsFree">As when it was checked.</param>
    /// <returns>From the centre of the first cell to that of the last.</returns>
    public static List<GridPoint> Smooth(CostMap map, IReadOnlyList<Cell> path, bool unknownIsFree = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        var line = Divide(Pull(map, path, unknownIsFree));
        for (var round = 0; round < Roundings; round++)
            for (var i = 1; i < line.Count - 1; i++)
                line[i] = Rounded(map, line[i - 1], line[i], line[i + 1], unknownIsFree);
        return line;
    }

    private static List<GridPoint> Pull(CostMap map, IReadOnlyList<Cell> path, bool unknownIsFree)
    {
        var kept = new List<GridPoint>();
        for (var i = 0; i < path.Count;)
        {
            kept.Add(GridPoint.CentreOf(path[i]));
            var next = i + 1;
            var dearest = Cost(map, path[i]);
            for (var j = i + 1; j < path.Count; j++)
            {
                dearest = Math.Max(dearest, Cost(map, path[j]));
                if (j > i + 1 && (!LineCells.IsClear(map, GridPoint.CentreOf(path[i]), GridPoint.CentreOf(path[j]), unknownIsFree, out var dear) || dear > dearest))
                    break;
                next = j;
            }
            i = next;
        }
        return kept;
    }

    private static List<GridPoint> Divide(List<GridPoint> line)
    {
        var divided = new List<GridPoint>();
        for (var i = 0; i < line.Count - 1; i++)
        {
            var (dx, dy) = (line[i + 1].X - line[i].X, line[i + 1].Y - line[i].Y);
            var pieces = Math.Max(1, (int)Math.Ceiling(Math.Sqrt((dx * dx) + (dy * dy)) / Piece));
            for (var piece = 0; piece < pieces; piece++)
                divided.Add(new(line[i].X + (dx * piece / pieces), line[i].Y + (dy * piece / pieces)));
        }
        divided.AddRange(line.TakeLast(1));
        return divided;
    }

    /// <summary>Half the way to the middle of its neighbours, where that is clear and no dearer.</summary>
    private static GridPoint Rounded(CostMap map, GridPoint before, GridPoint here, GridPoint after, bool unknownIsFree)
    {
        var moved = new GridPoint((here.X / 2) + ((before.X + after.X) / 4), (here.Y / 2) + ((before.Y + after.Y) / 4));
        return LineCells.IsClear(map, before, here, unknownIsFree, out var first) && LineCells.IsClear(map, here, after, unknownIsFree, out var second)
            && LineCells.IsClear(map, before, moved, unknownIsFree, out var third) && LineCells.IsClear(map, moved, after, unknownIsFree, out var fourth)
            && Math.Max(third, fourth) <= Math.Max(first, second) ? moved : here;
    }

    private static byte Cost(CostMap map, Cell cell) => map[cell] == CellCost.Unknown ? CellCost.Free : map[cell];
}
