using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Runtime;

/// <summary>
/// Random queries through the whole planner: maps of all families, some with costs, some with unknown cells, starts and goals anywhere, also blocked, walled
/// in and off the map. Whether there is a path is known from Dijkstra's field; whether the one that came may be driven is looked at by rules written
/// apart from the checker's. A quarter of the robots are not points.
/// </summary>
/// <param name="solver">Asks the network; null: A* alone.</param>
/// <param name="largestSide">Rows and columns at most.</param>
/// <param name="largeSide">And of one map in fifty, where it is larger: those are planned in windows.</param>
public sealed class QueryTrial(RecursiveSolver? solver, int largestSide, int largeSide = 0)
{
    private const int QueriesPerMap = 5, MapsPerLarge = 50;

    private readonly PathPlanner _planner = new(solver);
    private readonly DistanceField _field = new();

    public int Asked { get; private set; }

    public int Solvable { get; private set; }

    public int ByNetwork { get; private set; }

    public int ByAStar { get; private set; }

    /// <summary>Solvable queries without a path, paths where there can be none, and paths that cannot be driven; in words.</summary>
    public List<string> Wrong { get; } = [];

    public void Run(int queries, int seed)
    {
        CostMap map = new(1, 1, new byte[1]);
        for (var index = 0; index < queries; index++)
        {
            var random = new Random(HashCode(seed, index));
            if (index % QueriesPerMap == 0)
                map = Map(random, index / QueriesPerMap % MapsPerLarge == MapsPerLarge - 1 ? Math.Max(largestSide, largeSide) : largestSide);
            Ask(map, Place(map, random), Place(map, random), random.Next(4) == 0, random.Next(4) == 0 ? 1.2 : 0, index);
        }
    }

    private void Ask(CostMap bare, Cell start, Cell goal, bool unknownIsFree, double radius, int index)
    {
        Asked++;
        var map = radius > 0 ? Inflation.Inflate(bare, radius) : bare;
        var solvable = map.IsPassable(start, unknownIsFree) && map.IsPassable(goal, unknownIsFree);
        if (solvable)
        {
            _field.Compute(map, goal, unknownIsFree);
            solvable = _field.Units(start) != DistanceField.Unreachable;
        }
        Solvable += solvable ? 1 : 0;
        var outcome = _planner.Plan(bare, start, goal, new PlanOptions { UnknownIsFree = unknownIsFree, FootprintRadiusM = radius });
        ByNetwork += outcome.Planner == PlannerKind.Trm ? 1 : 0;
        ByAStar += outcome.Planner == PlannerKind.AStar ? 1 : 0;
        if (outcome.Path.Count > 0 != solvable || (outcome.Error == Nav2Error.None) != solvable)
            Wrong.Add($"query {index}, {start} to {goal} on {map.Width}x{map.Height}: {(solvable ? "solvable" : "not solvable")}, but {outcome.Planner} {outcome.Error}");
        else if (solvable && FaultOf(map, start, goal, unknownIsFree, outcome) is { } fault)
            Wrong.Add($"query {index}, {start} to {goal} on {map.Width}x{map.Height}, {outcome.Planner}: {fault}");
    }

    private string? FaultOf(CostMap map, Cell start, Cell goal, bool unknownIsFree, PlanOutcome outcome)
    {
        var path = outcome.Path;
        if (path[0] != start || path[^1] != goal || path.Distinct().Count() != path.Count)
            return "wrong ends, or a cell twice";
        var cost = 0.0;
        for (var i = 1; i < path.Count; i++)
        {
            var (from, to) = (path[i - 1], path[i]);
            if (Math.Max(Math.Abs(from.X - to.X), Math.Abs(from.Y - to.Y)) != 1)
                return $"a jump to {to}";
            foreach (var touched in (Cell[])[from, to, new(from.X, to.Y), new(to.X, from.Y)])
                if (touched.X < 0 || touched.Y < 0 || touched.X >= map.Width || touched.Y >= map.Height || map[touched] is 253 or 254 || (map[touched] == 255 && !unknownIsFree))
                    return $"{touched} is blocked";
            cost += Math.Sqrt(Math.Abs(from.X - to.X) + Math.Abs(from.Y - to.Y)) * (1 + (2 * (map[to] == 255 ? 0 : map[to]) / 252.0));
        }
        var optimal = _field.Cost(start);
        return Math.Abs(cost - outcome.Cost) > 1e-5 ? $"costs {cost}, not {outcome.Cost}"
            : cost < optimal - 1e-5 || cost > (optimal * (1 + PlanOptions.DefaultMaxGap)) + 1e-5 ? $"costs {cost} beside {optimal}" : null;
    }

    private static CostMap Map(Random random, int side)
    {
        var families = Enum.GetValues<MapFamily>();
        var map = MapGenerator.Generate(families[random.Next(families.Length)], random.Next(1, side + 1), random.Next(1, side + 1), (ulong)random.NextInt64(), 1);
        if (random.Next(2) == 0)
            map = Inflation.Inflate(map, random.Next(3) * 0.5, 1 + (3 * random.NextDouble()), random.NextDouble());
        var cells = map.Cells.ToArray();
        for (var i = random.Next(3) == 0 ? cells.Length / 10 : 0; i > 0; i--)
            cells[random.Next(cells.Length)] = CellCost.Unknown;
        return map.With(cells);
    }

    // One in twenty anywhere, and a little beyond the edge; else on a cell that is no obstacle, if one is found soon.
    private static Cell Place(CostMap map, Random random)
    {
        if (random.Next(20) == 0)
            return new(random.Next(-2, map.Width + 2), random.Next(-2, map.Height + 2));
        var cell = new Cell(0, 0);
        for (var attempt = 0; attempt < 30; attempt++)
        {
            cell = new(random.Next(map.Width), random.Next(map.Height));
            if (map.IsPassable(cell, unknownIsFree: true))
                break;
        }
        return cell;
    }

    // The same on every machine.
    private static int HashCode(int seed, int index) => (int)((((ulong)seed << 32) + ((ulong)index * 0x9E3779B97F4A7C15UL)) >> 33);
}
