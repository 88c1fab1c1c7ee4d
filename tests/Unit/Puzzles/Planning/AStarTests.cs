using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class AStarTests
{
    [Fact]
    public void A_star_finds_Dijkstras_cost_on_thousands_of_maps_of_all_families_and_the_checker_accepts_every_path()
    {
        var (search, field) = (new AStar(), new DistanceField());
        var (found, none) = (0, 0);
        foreach (var (map, random) in SomeMaps.Many(3000))
        {
            var (start, goal) = (SomeMaps.AnyCell(map, random), SomeMaps.AnyCell(map, random));
            var query = new PathQuery(map, start, goal, UnknownIsFree: random.Next(2) == 0);
            field.Compute(map, goal, query.UnknownIsFree);
            var error = search.Search(query);
            if (query.Check() != Nav2Error.None)
            {
                Assert.Equal(query.Check(), error);
                continue;
            }
            Assert.Equal(field.Units(start) == DistanceField.Unreachable, error == Nav2Error.NoValidPath);
            if (error != Nav2Error.None)
            {
                none++;
                continue;
            }
            found++;
            Assert.Equal(field.Units(start), search.Units);
            var report = PathChecker.Check(query, search.Path);
            Assert.Empty(report.Faults);
            Assert.Equal(search.Units, report.Units);
            Assert.Equal(search.Units, PathChecker.Check(query, field.Path(start)).Units);
        }
        Assert.True(found > 800 && none > 50, $"found {found}, none {none}");
    }

    [Fact]
    public void Dijkstras_costs_are_those_of_plain_relaxation_in_floating_point()
    {
        foreach (var (map, random) in SomeMaps.Many(400, largest: 9))
        {
            var goal = SomeMaps.AnyCell(map, random);
            var field = DistanceField.To(goal, map);
            var costs = Relax(map, goal);
            for (var i = 0; i < costs.Length; i++)
                Assert.Equal(costs[i], field.Cost(new(i % map.Width, i / map.Width)), 1e-6);
        }
    }

    [Fact]
    public void A_search_on_a_map_of_known_size_allocates_nothing()
    {
        var map = Inflation.Inflate(MapGenerator.Generate(MapFamily.Caves, 96, 64, 3), 0, 1.0, 3);
        var free = SomeMaps.FreeCells(map);
        var queries = Enumerable.Range(0, 50).Select(i => new PathQuery(map, free[i * 7 % free.Count], free[^(1 + (i * 13 % free.Count))])).ToArray();
        var search = new AStar();
        search.Search(queries[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = 0;
        foreach (var query in queries)
            found += search.Search(query) == Nav2Error.None ? 1 : 0;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(found > 10, $"found {found}");
    }

    [Fact]
    public void A_costly_patch_is_driven_around_exactly_where_that_is_cheaper()
    {
        // Straight through the middle cell costs 1 + 2 c / 252 and then 1; around it, two diagonals.
        foreach (var (value, through) in new (byte, bool)[] { (0, true), (100, true), (110, false), (252, false) })
        {
            byte[] cells = [0, 0, 0, 0, value, 0, 0, 0, 0];
            var map = new CostMap(3, 3, cells);
            var search = new AStar();
            Assert.Equal(Nav2Error.None, search.Search(new(map, new(0, 1), new(2, 1))));
            var cost = Math.Min(2 + (2 * value / 252.0), 2 * Math.Sqrt(2));
            Assert.Equal(cost, search.Cost, 8);
            Assert.Equal(through, search.Path.Contains(new Cell(1, 1)));
        }
    }

    [Fact]
    public void Corners_are_never_cut()
    {
        byte[] cells = [0, 254, 0, 0];
        var search = new AStar();
        Assert.Equal(Nav2Error.None, search.Search(new(new(2, 2, cells), new(0, 0), new(1, 1))));
        Assert.Equal([new(0, 0), new(0, 1), new(1, 1)], search.Path.ToArray());
        Assert.Equal(Nav2Error.NoValidPath, search.Search(new(new(2, 2, [0, 254, 254, 0]), new(0, 0), new(1, 1))));
    }

    [Theory]
    [InlineData(-1, 0, 0, 0, Nav2Error.StartOutsideMap)]
    [InlineData(0, 0, 0, 3, Nav2Error.GoalOutsideMap)]
    [InlineData(1, 1, 0, 0, Nav2Error.StartOccupied)]
    [InlineData(0, 0, 1, 1, Nav2Error.GoalOccupied)]
    [InlineData(1, 1, 9, 9, Nav2Error.GoalOutsideMap)]
    [InlineData(0, 0, 2, 2, Nav2Error.NoValidPath)]
    [InlineData(0, 0, 0, 0, Nav2Error.None)]
    public void A_bad_query_gets_Nav2s_code(int startX, int startY, int goalX, int goalY, Nav2Error expected)
    {
        var map = new CostMap(3, 3, [0, 0, 0, 0, 254, 253, 0, 255, 0]);
        var answer = new AStar().Find(new(map, new(startX, startY), new(goalX, goalY)), out var error);
        Assert.Equal(expected, error);
        Assert.Equal(expected == Nav2Error.None, answer is not null);
    }

    [Fact]
    public void A_map_of_one_cell_has_a_path_of_one_cell()
    {
        var answer = new AStar().Find(new(new(1, 1, [0]), default, default), out var error)!;
        Assert.Equal((Nav2Error.None, 1, 0.0, 0.0), (error, answer.Cells.Count, answer.Cost, answer.LengthM));
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        var map = new CostMap(512, 512, new byte[512 * 512]);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => DistanceField.To(new(0, 0), map, cancel: cancel.Token));
        map = SomeMaps.Walled(512);
        Assert.Throws<OperationCanceledException>(() => new AStar().Search(new(map, new(0, 0), new(511, 511)), cancel.Token));
    }

    [Fact]
    public void Unknown_cells_block_or_cost_nothing_as_the_query_says()
    {
        var map = new CostMap(3, 1, [0, 255, 0]);
        var search = new AStar();
        Assert.Equal(Nav2Error.NoValidPath, search.Search(new(map, new(0, 0), new(2, 0))));
        Assert.Equal(Nav2Error.None, search.Search(new(map, new(0, 0), new(2, 0), UnknownIsFree: true)));
        Assert.Equal(2, search.Cost);
    }

    // Bellman and Ford's way, from the definition of a move's cost, sharing nothing with the planner.
    private static double[] Relax(CostMap map, Cell goal)
    {
        var costs = new double[map.Width * map.Height];
        Array.Fill(costs, double.PositiveInfinity);
        if (map[goal] < 253)
            costs[(goal.Y * map.Width) + goal.X] = 0;
        for (var changed = true; changed;)
        {
            changed = false;
            for (var y = 0; y < map.Height; y++)
                for (var x = 0; x < map.Width; x++)
                    for (var v = y - 1; v <= y + 1; v++)
                        for (var u = x - 1; u <= x + 1; u++)
                        {
                            if ((u == x && v == y) || u < 0 || v < 0 || u >= map.Width || v >= map.Height)
                                continue;
                            if (map[x, y] >= 253 || map[u, v] >= 253 || map[u, y] >= 253 || map[x, v] >= 253)
                                continue;
                            var length = u != x && v != y ? Math.Sqrt(2) : 1;
                            var cost = costs[(v * map.Width) + u] + (length * (1 + (2 * map[u, v] / 252.0)));
                            if (cost >= costs[(y * map.Width) + x] - 1e-12)
                                continue;
                            costs[(y * map.Width) + x] = cost;
                            changed = true;
                        }
        }
        return costs;
    }
}
