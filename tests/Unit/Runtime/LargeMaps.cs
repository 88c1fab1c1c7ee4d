using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Large;

namespace Trm.Grid.Tests.Unit.Runtime;

/// <summary>Coarse to fine with the bundled planner.</summary>
public sealed class LargeMaps : IDisposable
{
    private readonly StepModel _model = BundledModel.Load("planner");
    private readonly RecursiveSolver _solver;

    public LargeMaps() => _solver = new(_model);

    [Fact]
    public void Doors_of_one_cell_are_found_on_a_map_that_one_recursion_could_not_answer()
    {
        var map = Rooms(200, 25);
        var (start, goal) = (new Cell(2, 2), new Cell(197, 180));
        var outcome = new PathPlanner(_solver).Plan(map, start, goal);
        Assert.Equal((PlannerKind.Trm, true), (outcome.Planner, outcome.Verified));
        Assert.True(outcome.Windows >= 5 && outcome.Steps >= outcome.Windows, $"{outcome.Windows} windows, {outcome.Steps} steps");
        Assert.True(PathChecker.Check(new(map, start, goal), outcome.Path).IsValid);
        Assert.InRange(outcome.Gap!.Value, 0, 0.1);
    }

    [Fact]
    public void On_wide_ground_the_network_finds_the_coarse_route_too()
    {
        var cells = new byte[160 * 160];
        for (var y = 0; y < 120; y++)
            Array.Fill(cells, CellCost.Lethal, (y * 160) + 72, 16);
        var map = new CostMap(160, 160, cells);
        var proposal = new LargePlanner(_solver, new() { CoarseSide = 32 }).Propose(new(map, new(10, 10), new(150, 12)));
        Assert.True(proposal.CoarseByNetwork);
        Assert.InRange(proposal.Answer!.Cost / DistanceField.To(new(150, 12), map).Cost(new(10, 10)), 1, 1.1);
    }

    [Fact]
    public void Paths_get_better_while_the_windows_are_walked_and_what_there_is_when_it_ends_goes_out()
    {
        var cells = new byte[64 * 64];
        for (var y = 0; y < 40; y++)
            Array.Fill(cells, CellCost.Lethal, (y * 64) + 28, 6);
        var (map, start, goal) = (new CostMap(64, 64, cells), new Cell(3, 3), new Cell(60, 5));
        var told = new List<PlanOutcome>();
        var planner = new PathPlanner(_solver);
        var outcome = planner.Plan(map, start, goal, new PlanOptions { MaxGap = double.PositiveInfinity }, told.Add);
        Assert.Equal(PlannerKind.Trm, outcome.Planner);
        Assert.True(told.Count >= 2 && told[0].Windows == 0 && told[0].Steps > 0, string.Join(", ", told.Select(path => (path.Windows, path.Steps, path.Cost))));
        Assert.All(told, path => Assert.True(path.Verified && PathChecker.Check(new(map, start, goal), path.Path).IsValid));
        Assert.Equal(told.Select(path => path.Cost).OrderDescending(), told.Select(path => path.Cost));
        Assert.Equal(outcome.Cost, told[^1].Cost);

        using var enough = new CancellationTokenSource();
        var cut = new LargePlanner(_solver).Propose(new(map, start, goal), _ => enough.Cancel(), enough.Token);
        Assert.Equal((told[0].Cost, 0), (cut.Answer!.Cost, cut.Windows));
    }

    [Fact]
    public void Windows_of_a_network_taught_other_costs_are_followed_too()
    {
        var cells = new byte[140 * 140];
        var random = new Random(5);
        for (var block = 0; block < 300; block++)
            cells[(random.Next(5, 135) * 140) + random.Next(5, 135)] = CellCost.Lethal;
        var query = new PathQuery(Inflation.Inflate(new(140, 140, cells), 0, 3, 1), new(2, 3), new(136, 90));
        var outcome = new PathPlanner(_solver).Plan(query.Map, query.Start, query.Goal, new PlanOptions { TakeLatest = true, MaxGap = double.PositiveInfinity });
        Assert.Equal(new LargePlanner(_solver, new() { Reading = PathReading.Followed }).Propose(query).Answer!.Cells, outcome.Path);
        Assert.NotEqual(new LargePlanner(_solver).Propose(query).Answer!.Cells, outcome.Path);
    }

    [Fact]
    public void Route_that_a_search_found_is_no_path_of_the_network_s()
    {
        var told = new List<LargeProposal>();
        var proposal = new LargePlanner(_solver).Propose(new(Rooms(140, 14), new(3, 3), new(130, 130)), told.Add);
        Assert.Equal((false, 1), (proposal.CoarseByNetwork, told.Count));
        Assert.True(told[0].Windows > 1 && proposal.Answer is not null, $"{told[0].Windows} windows");
    }

    [Fact]
    public void Where_no_way_leads_the_network_is_not_asked()
    {
        var cells = new byte[140 * 140];
        Array.Fill(cells, CellCost.Lethal, 70 * 140, 140);
        var proposal = new LargePlanner(_solver).Propose(new(new CostMap(140, 140, cells), new(0, 0), new(0, 139)));
        Assert.Equal((null, 0, 0), (proposal.Answer, proposal.Windows, proposal.Steps));
    }

    [Fact]
    public void At_the_deadline_a_star_s_path_goes_out_on_a_large_map_too()
    {
        var outcome = new PathPlanner(_solver).Plan(Rooms(400, 20), new(2, 2), new(397, 397), new PlanOptions { TimeLimit = TimeSpan.FromMilliseconds(40) });
        Assert.True(outcome.Planner == PlannerKind.AStar || outcome.Error == Nav2Error.Timeout, $"{outcome.Planner} {outcome.Error}");
    }

    public void Dispose()
    {
        _solver.Dispose();
        _model.Dispose();
    }

    /// <summary>A lattice of rooms, a door of one cell in the middle of every wall.</summary>
    private static CostMap Rooms(int side, int room)
    {
        var cells = new byte[side * side];
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
                if ((x % room == 0 && y % room != room / 2) || (y % room == 0 && x % room != room / 2))
                    cells[(y * side) + x] = CellCost.Lethal;
        return new(side, side, cells);
    }
}
