namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// Drives a robot's outline along a path of cells, its x axis along the move: at every cell, half-way to the next one, and turned in steps where the
/// direction changes. An obstacle is the whole square of a lethal cell (or an unknown one, where unknown blocks).
/// </summary>
public static class FootprintSweep
{
    private const double TurnStep = Math.PI / 32;

    /// <returns>The first cell of the path, from 0, where the outline touches an obstacle; null where it touches none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; looked at every row under the outline.</exception>
    public static int? FirstTouch(CostMap map, Footprint footprint, IReadOnlyList<Cell> path, bool unknownIsFree = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(footprint);
        ArgumentNullException.ThrowIfNull(path);
        var before = double.NaN;
        for (var i = 0; i < path.Count - 1; i++)
        {
            var (here, there) = (GridPoint.CentreOf(path[i]), GridPoint.CentreOf(path[i + 1]));
            var heading = Math.Atan2(there.Y - here.Y, there.X - here.X);
            var turn = double.IsNaN(before) ? 0 : Math.IEEERemainder(heading - before, 2 * Math.PI);
            var steps = (int)Math.Ceiling(Math.Abs(turn) / TurnStep);
            for (var step = 0; step <= steps; step++)
                if (Touches(map, footprint, here, heading - (steps == 0 ? 0 : turn * (steps - step) / steps), unknownIsFree, cancel))
                    return i;
            if (Touches(map, footprint, new((here.X + there.X) / 2, (here.Y + there.Y) / 2), heading, unknownIsFree, cancel) || Touches(map, footprint, there, heading, unknownIsFree, cancel))
                return i + 1;
            before = heading;
        }
        return null;
    }

    // NOTE: rows count downwards, so a heading here turns the other way than in a y-up frame; the mirrored outline keeps its left on the left.
    private static bool Touches(CostMap map, Footprint footprint, GridPoint place, double heading, bool unknownIsFree, CancellationToken cancel)
    {
        var outline = Mirrored(footprint).At(place, heading, map.ResolutionM);
        var (left, right) = ((int)Math.Floor(outline.Min(corner => corner.X)), (int)Math.Floor(outline.Max(corner => corner.X)));
        var (top, bottom) = ((int)Math.Floor(outline.Min(corner => corner.Y)), (int)Math.Floor(outline.Max(corner => corner.Y)));
        for (var y = Math.Max(top, 0); y <= Math.Min(bottom, map.Height - 1); y++)
        {
            cancel.ThrowIfCancellationRequested();
            for (var x = Math.Max(left, 0); x <= Math.Min(right, map.Width - 1); x++)
                if ((map[x, y] == CellCost.Lethal || (map[x, y] == CellCost.Unknown && !unknownIsFree)) && Overlaps(outline, x, y))
                    return true;
        }
        return left < 0 || top < 0 || right >= map.Width || bottom >= map.Height;
    }

    private static Footprint Mirrored(Footprint footprint) => new([.. footprint.Corners.Select(corner => (corner.X, -corner.Y))]);

    private static bool Overlaps(IReadOnlyList<(double X, double Y)> outline, int x, int y) =>
        Footprint.Holds(outline, x + 0.5, y + 0.5) || Footprint.Sides(outline).Any(side => Crosses(side.A, side.B, x, y));

    /// <summary>Whether a line touches the square of a cell: what is left of it after clipping at the four borders.</summary>
    private static bool Crosses((double X, double Y) a, (double X, double Y) b, int x, int y)
    {
        var (enter, leave) = (0.0, 1.0);
        return Clip(a.X, b.X - a.X, x) && Clip(a.Y, b.Y - a.Y, y) && enter <= leave;

        bool Clip(double from, double length, int low)
        {
            if (length == 0)
                return from >= low && from <= low + 1;
            var (first, second) = ((low - from) / length, (low + 1 - from) / length);
            (enter, leave) = (Math.Max(enter, Math.Min(first, second)), Math.Min(leave, Math.Max(first, second)));
            return true;
        }
    }
}
