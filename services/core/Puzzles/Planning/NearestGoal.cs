namespace Trm.Grid.Puzzles.Planning;

/// <summary>The place to go to when the goal itself cannot be reached.</summary>
public static class NearestGoal
{
    /// <param name="query">Its start is passable; its goal on the map.</param>
    /// <param name="toleranceCells">How far from the goal, from centre to centre in cells.</param>
    /// <returns>The reachable cell nearest to the goal; null where none lies within the tolerance.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; looked at every row, and every 4,096 cells on the way.</exception>
    public static Cell? Find(PathQuery query, double toleranceCells, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (map, goal) = (query.Map, query.Goal);
        var reached = Reached(query, cancel);
        var reach = (int)Math.Min(toleranceCells, Math.Max(map.Width, map.Height));
        var (best, least) = ((Cell?)null, toleranceCells * toleranceCells);
        for (var y = Math.Max(goal.Y - reach, 0); y <= Math.Min(goal.Y + reach, map.Height - 1); y++)
        {
            cancel.ThrowIfCancellationRequested();
            for (var x = Math.Max(goal.X - reach, 0); x <= Math.Min(goal.X + reach, map.Width - 1); x++)
            {
                // Doubles: the square of a wide map's width is no int.
                var (dx, dy) = ((double)x - goal.X, (double)y - goal.Y);
                var distance = (dx * dx) + (dy * dy);
                if ((best is null ? distance <= least : distance < least) && reached[(y * map.Width) + x])
                    (best, least) = (new(x, y), distance);
            }
        }
        return best;
    }

    // Straight moves are enough: a diagonal one needs both cells beside it.
    private static bool[] Reached(PathQuery query, CancellationToken cancel)
    {
        var map = query.Map;
        var reached = new bool[map.Cells.Length];
        var (open, done) = (new Stack<Cell>(), 0);
        Reach(query.Start);
        while (open.TryPop(out var cell))
        {
            if ((++done & 0xFFF) == 0)
                cancel.ThrowIfCancellationRequested();
            Reach(cell with { X = cell.X - 1 });
            Reach(cell with { X = cell.X + 1 });
            Reach(cell with { Y = cell.Y - 1 });
            Reach(cell with { Y = cell.Y + 1 });
        }
        return reached;

        void Reach(Cell cell)
        {
            if (!map.IsPassable(cell, query.UnknownIsFree) || reached[(cell.Y * map.Width) + cell.X])
                return;
            reached[(cell.Y * map.Width) + cell.X] = true;
            open.Push(cell);
        }
    }
}
