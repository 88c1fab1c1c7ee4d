namespace Trm.Grid.Puzzles.Planning;

/// <summary>The place to go to when the goal itself cannot be reached.</summary>
public static class NearestGoal
{
    /// <param name="query">Its start is passable; its goal on the map.</param>
    /// <param name="toleranceCells">How far from the goal, from centre to centre in cells.</param>
    /// <returns>The reachable cell nearest to the goal; null where none lies within the tolerance.</returns>
    public static Cell? Find(PathQuery query, double toleranceCells)
    {
        ArgumentNullException.ThrowIfNull(query);
        var reached = Reached(query);
        var reach = (int)Math.Min(toleranceCells, Math.Max(query.Map.Width, query.Map.Height));
        var (best, least) = ((Cell?)null, toleranceCells * toleranceCells);
        for (var dy = -reach; dy <= reach; dy++)
            for (var dx = -reach; dx <= reach; dx++)
            {
                var (cell, distance) = (new Cell(query.Goal.X + dx, query.Goal.Y + dy), (double)((dx * dx) + (dy * dy)));
                if ((best is null ? distance <= least : distance < least) && query.Map.Contains(cell) && reached[(cell.Y * query.Map.Width) + cell.X])
                    (best, least) = (cell, distance);
            }
        return best;
    }

    // Straight moves are enough: a diagonal one needs both cells beside it.
    private static bool[] Reached(PathQuery query)
    {
        var map = query.Map;
        var reached = new bool[map.Cells.Length];
        var open = new Stack<Cell>([query.Start]);
        while (open.TryPop(out var cell))
        {
            if (!map.IsPassable(cell, query.UnknownIsFree) || reached[(cell.Y * map.Width) + cell.X])
                continue;
            reached[(cell.Y * map.Width) + cell.X] = true;
            open.Push(cell with { X = cell.X - 1 });
            open.Push(cell with { X = cell.X + 1 });
            open.Push(cell with { Y = cell.Y - 1 });
            open.Push(cell with { Y = cell.Y + 1 });
        }
        return reached;
    }
}
