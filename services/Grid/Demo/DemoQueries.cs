using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Verbs;

namespace Trm.Grid.Demo;

/// <summary>Starts and goals for a demo: chosen by chance but the same every time, each with a way between them, from near to across the map.</summary>
internal static class DemoQueries
{
    const int Seed = 7;
    const int Goals = 60;
    const int StartsPerGoal = 20;

    /// <summary>Straight-line distance in cells below which a query is no work for a planner.</summary>
    const int WellApart = 8;

    /// <param name="inflated">The map as a robot's centre sees it.</param>
    /// <param name="count">How many pairs.</param>
    /// <exception cref="CommandFailedException">The map has no two free cells with a way between them.</exception>
    public static IReadOnlyList<(Cell Start, Cell Goal)> Choose(CostMap inflated, int count)
    {
        var free = Enumerable.Range(0, inflated.Width * inflated.Height).Select(i => new Cell(i % inflated.Width, i / inflated.Width))
            .Where(cell => inflated.IsPassable(cell)).ToArray();
        var pairs = Candidates(inflated, free);
        var apart = pairs.FindAll(pair => Apart(pair.Start, pair.Goal) >= WellApart);
        // A map too small for any pair that far apart is planned on all the same.
        var ranked = (apart.Count >= count ? apart : pairs).OrderBy(pair => pair.Cost).ToList();
        if (ranked.Count == 0) throw new CommandFailedException("MAP_INVALID",
            $"The map of {inflated.Width}x{inflated.Height} cells has no two free cells with a way between them for a robot of {DemoMap.RadiusM} m: choose another map.");
        // Evenly over the range of costs: near ones and the farthest ones.
        return [.. Enumerable.Range(0, count).Select(i => ranked[count == 1 ? 0 : i * (ranked.Count - 1) / (count - 1)]).Select(pair => (pair.Start, pair.Goal))];
    }

    static List<(Cell Start, Cell Goal, double Cost)> Candidates(CostMap inflated, Cell[] free)
    {
        var random = new Random(Seed);
        var field = new DistanceField();
        var pairs = new List<(Cell, Cell, double)>();
        for (var i = 0; i < Goals && free.Length > 1; i++)
        {
            var goal = free[random.Next(free.Length)];
            field.Compute(inflated, goal);
            for (var j = 0; j < StartsPerGoal; j++)
            {
                var start = free[random.Next(free.Length)];
                if (start != goal && field.Units(start) != DistanceField.Unreachable) pairs.Add((start, goal, field.Cost(start)));
            }
        }
        return pairs;
    }

    static int Apart(Cell one, Cell other) => Math.Max(Math.Abs(one.X - other.X), Math.Abs(one.Y - other.Y));
}
