namespace Trm.Grid.Puzzles.Planning.Internal;

/// <summary>How near a path comes to obstacles, without a distance transform of the whole map.</summary>
internal static class Clearance
{
    /// <summary>Smallest distance, in cells from centre to centre, between a path and the lethal cells; null where none lies within the reach.</summary>
    public static double? SmallestCells(CostMap map, ReadOnlySpan<Cell> path, int reach)
    {
        var best = reach + 1.0;
        // From one cell of the path to the next the distance shrinks by no more than the step.
        var atLeast = 0.0;
        foreach (var cell in path)
        {
            atLeast -= Math.Sqrt(2);
            if (atLeast >= best)
                continue;
            // Looking a little farther than the best lets the walk pass over the next cells of the path.
            var bound = best + Math.Max(4, best / 4);
            atLeast = Math.Sqrt(NearestSquared(map, cell, (long)Math.Ceiling(bound * bound)));
            best = Math.Min(best, atLeast);
        }
        return best > reach ? null : best;
    }

    // Squared distance from a cell to the nearest lethal one, or the bound where none is nearer. Looks outwards ring by ring.
    private static long NearestSquared(CostMap map, Cell cell, long bound)
    {
        var cells = map.Cells;
        for (var ring = 0; (long)ring * ring < bound; ring++)
        {
            var (left, right) = (Math.Max(cell.X - ring, 0), Math.Min(cell.X + ring, map.Width - 1));
            var (top, bottom) = (Math.Max(cell.Y - ring, 0), Math.Min(cell.Y + ring, map.Height - 1));
            for (var y = top; y <= bottom; y++)
            {
                var row = cells.Slice(y * map.Width, map.Width);
                var step = Math.Abs(y - cell.Y) == ring ? 1 : Math.Max(1, 2 * ring);
                for (var x = step == 1 ? left : cell.X - ring; x <= right; x += step)
                {
                    if (x < left || row[x] != CellCost.Lethal)
                        continue;
                    long dx = x - cell.X, dy = y - cell.Y;
                    bound = Math.Min(bound, (dx * dx) + (dy * dy));
                }
            }
        }
        return bound;
    }
}
