namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// The cells that a straight line touches, however little; where it passes exactly through a corner, all four cells there: what is clear of obstacles by
/// this count cuts no corner.
/// </summary>
public static class LineCells
{
    // In cells: what is nearer than this to a border is on it.
    private const double Sliver = 1e-9;

    /// <summary>Whether every touched cell may be entered; and the dearest of them.</summary>
    public static bool IsClear(CostMap map, GridPoint from, GridPoint to, bool unknownIsFree, out byte dearest)
    {
        ArgumentNullException.ThrowIfNull(map);
        dearest = 0;
        foreach (var cell in Of(from, to))
        {
            if (!map.IsPassable(cell, unknownIsFree))
                return false;
            dearest = map[cell] == CellCost.Unknown ? dearest : Math.Max(dearest, map[cell]);
        }
        return true;
    }

    /// <returns>Each cell once or more, in the line's order; endless or not-a-number places give none.</returns>
    public static IEnumerable<Cell> Of(GridPoint from, GridPoint to)
    {
        if (!double.IsFinite(from.X + from.Y + to.X + to.Y) || Math.Abs(to.X - from.X) + Math.Abs(to.Y - from.Y) > CostMap.MaxCells)
            yield break;
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var before = 0.0;
        foreach (var crossing in Crossings(from.X, dx).Concat(Crossings(from.Y, dy)).Append(1).Order())
        {
            // Between two crossings of the lattice the line stays in one cell; at a crossing it touches all cells around.
            foreach (var cell in Around(from.X + (dx * (before + crossing) / 2), from.Y + (dy * (before + crossing) / 2)))
                yield return cell;
            foreach (var cell in Around(from.X + (dx * crossing), from.Y + (dy * crossing)))
                yield return cell;
            before = crossing;
        }
    }

    /// <summary>The shares of the way at which a coordinate passes a whole number.</summary>
    private static IEnumerable<double> Crossings(double from, double length)
    {
        if (length == 0)
            yield break;
        var (low, high) = (Math.Min(from, from + length), Math.Max(from, from + length));
        for (var line = Math.Ceiling(low); line <= high; line++)
            yield return Math.Clamp((line - from) / length, 0, 1);
    }

    private static IEnumerable<Cell> Around(double x, double y)
    {
        var (left, right) = ((int)Math.Floor(x - Sliver), (int)Math.Floor(x + Sliver));
        var (top, bottom) = ((int)Math.Floor(y - Sliver), (int)Math.Floor(y + Sliver));
        for (var row = top; row <= bottom; row++)
            for (var column = left; column <= right; column++)
                yield return new(column, row);
    }
}
