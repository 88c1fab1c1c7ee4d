using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning.Demonstrations;

/// <summary>
/// Makes demonstrations of a preference that no map shows: keep to the right. Every step costs the more, the farther the next obstacle to the right of
/// the direction of travel is; the paths are of least such cost, and the cost is told to nobody.
/// </summary>
public static class DemonstrationGenerator
{
    // A wall farther away than this does not draw.
    private const int Reach = 3;

    // A step with no wall within reach costs as much more.
    private const double Pull = 1.5;

    private const int LeastSide = 16, MostSide = 24, LeastApart = 8;

    private static readonly MapFamily[] s_families = [MapFamily.Rooms, MapFamily.Office, MapFamily.Warehouse];

    /// <param name="seed">Of a series of demonstrations.</param>
    /// <param name="index">Which of the series.</param>
    public static Demonstration Draw(ulong seed, long index)
    {
        var dice = Dice.For(seed, index);
        while (true)
        {
            var (width, height) = (dice.Between(LeastSide, MostSide), dice.Between(LeastSide, MostSide));
            var cells = new byte[width * height];
            MapGenerator.Draw(s_families[dice.Between(0, s_families.Length - 1)], cells, width, height, ref dice);
            // As a .map file has it, so that files read back equal.
            var map = new CostMap(width, height, cells, 1, -0.5, -0.5, MapAxis.YDown);
            var (start, goal) = (AnyCell(map, ref dice), AnyCell(map, ref dice));
            if (map.IsPassable(start) && map.IsPassable(goal) && Math.Max(Math.Abs(start.X - goal.X), Math.Abs(start.Y - goal.Y)) >= LeastApart
                && Path(map, start, goal) is { } path)
                return new(map, path);
        }
    }

    private static Cell AnyCell(CostMap map, ref Dice dice) => new(dice.Between(0, map.Width - 1), dice.Between(0, map.Height - 1));

    /// <summary>Dijkstra from the start; null where no way leads to the goal.</summary>
    private static List<Cell>? Path(CostMap map, Cell start, Cell goal)
    {
        var (costs, came, open) = (new Dictionary<Cell, double> { [start] = 0 }, new Dictionary<Cell, Cell>(), new PriorityQueue<Cell, double>());
        var closed = new HashSet<Cell>();
        open.Enqueue(start, 0);
        while (open.TryDequeue(out var cell, out var cost))
        {
            if (!closed.Add(cell))
                continue;
            if (cell == goal)
                return Back(came, goal);
            var legal = Neighbours.Legal(map.Cells, map.Width, map.Height, cell.X, cell.Y, false);
            for (var move = 0; move < Move.Count; move++)
            {
                var next = Move.From(cell, move);
                if ((legal >> move & 1) == 0 || closed.Contains(next))
                    continue;
                var longer = cost + StepCost(map, next, move);
                if (costs.TryGetValue(next, out var known) && known <= longer)
                    continue;
                (costs[next], came[next]) = (longer, cell);
                open.Enqueue(next, longer);
            }
        }
        return null;
    }

    private static double StepCost(CostMap map, Cell entered, int move)
    {
        // Moves are numbered clockwise as seen on the picture: two on is to the right.
        var (right, away) = ((move + 2) % Move.Count, 0);
        for (var cell = Move.From(entered, right); away < Reach && map.IsPassable(cell); cell = Move.From(cell, right))
            away++;
        return (Move.IsDiagonal(move) ? Math.Sqrt(2) : 1) * (1 + (Pull * away / Reach));
    }

    private static List<Cell> Back(Dictionary<Cell, Cell> came, Cell goal)
    {
        var path = new List<Cell> { goal };
        while (came.TryGetValue(path[^1], out var before))
            path.Add(before);
        path.Reverse();
        return path;
    }
}
