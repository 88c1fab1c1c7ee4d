using System.Diagnostics;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Runtime;

public class PathPlanning
{
    private static readonly ModelConfiguration Untrained = new()
    {
        Shape = PlannerTask.Shape, Mixer = Mixer.Convolution, Hidden = 8, Inner = 16, LatentSteps = 1, Cycles = 1, MaxSteps = 4, Halt = HaltReading.Mean,
    };

    [Fact]
    public void Without_a_model_the_search_answers()
    {
        var planner = new PathPlanner(null);
        var outcome = planner.Plan(Open(8, 8), new(0, 0), new(7, 3));
        Assert.Equal((PlannerKind.AStar, true, Nav2Error.None, 0, 0d), (outcome.Planner, outcome.Verified, outcome.Error, outcome.Steps, outcome.Gap));
        Assert.Equal(4 + 3 * Math.Sqrt(2), outcome.LengthM, 6);
        Assert.Contains("no model is loaded", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 0, 7, 7, Nav2Error.StartOutsideMap)]
    [InlineData(0, 0, 8, 7, Nav2Error.GoalOutsideMap)]
    [InlineData(3, 3, 7, 7, Nav2Error.StartOccupied)]
    [InlineData(0, 0, 3, 3, Nav2Error.GoalOccupied)]
    [InlineData(0, 0, 5, 5, Nav2Error.NoValidPath)]
    public void What_cannot_be_planned_is_an_answer_with_its_code(int startX, int startY, int goalX, int goalY, Nav2Error expected)
    {
        var cells = new byte[64];
        cells[3 * 8 + 3] = CellCost.Lethal;
        foreach (var (x, y) in new[] { (4, 4), (5, 4), (6, 4), (4, 5), (6, 5), (4, 6), (5, 6), (6, 6) })
            cells[y * 8 + x] = CellCost.Lethal;
        var planner = new PathPlanner(null);
        var outcome = planner.Plan(new CostMap(8, 8, cells), new(startX, startY), new(goalX, goalY));
        Assert.Equal((PlannerKind.None, expected, 0), (outcome.Planner, outcome.Error, outcome.Path.Count));
        Assert.NotEmpty(outcome.Message);
        Assert.Null(outcome.Gap);
    }

    [Fact]
    public void A_footprint_keeps_the_path_away_from_walls()
    {
        // A wall with a gap of one cell: a point passes, a robot does not.
        var cells = new byte[100];
        for (var y = 0; y < 10; y++)
            cells[y * 10 + 5] = y == 4 ? CellCost.Free : CellCost.Lethal;
        var map = new CostMap(10, 10, cells, resolutionM: 0.5);
        var planner = new PathPlanner(null);
        Assert.True(planner.Plan(map, new(0, 4), new(9, 4)).Verified);
        Assert.Equal(Nav2Error.NoValidPath, planner.Plan(map, new(0, 4), new(9, 4), new PlanOptions { FootprintRadiusM = 0.6 }).Error);
    }

    [Fact]
    public void No_path_leaves_unchecked_whatever_the_network_says()
    {
        using var network = Network.Create(Untrained, seed: 3);
        using var model = StepModel.Load("untrained", ModelExport.ToOnnx(network, ExportPrecision.Fp32), new RuntimeOptions { Threads = 1 });
        using var solver = new RecursiveSolver(model);
        var planner = new PathPlanner(solver);
        var source = new PlannerExamples(new PlannerExampleOptions { Seed = 11, Canvas = 12, MinSize = 6 });
        var random = new Random(4);
        var given = new Dictionary<PlannerKind, int>();
        for (var i = 0; i < 3000; i++)
        {
            var (map, goal) = source.DrawMap(i / 5);
            var start = new Cell(random.Next(-1, 13), random.Next(-1, 13));
            if (i % 7 == 0)
                goal = new Cell(random.Next(-1, 13), random.Next(-1, 13));
            var outcome = planner.Plan(map, start, goal, new PlanOptions { MaxSteps = 2, MaxViews = 1, MaxGap = double.PositiveInfinity });
            given[outcome.Planner] = given.GetValueOrDefault(outcome.Planner) + 1;
            var reachable = map.Contains(start) && map.Contains(goal) && map.IsPassable(start) && map.IsPassable(goal)
                && DistanceField.To(goal, map).Units(start) != DistanceField.Unreachable;
            Assert.Equal(reachable, outcome.Verified);
            Assert.Equal(reachable, outcome.Error == Nav2Error.None);
            if (reachable)
                RequireDrivable(map, start, goal, outcome);
        }
        Assert.True(given[PlannerKind.AStar] > 100 && given[PlannerKind.Trm] > 100 && given[PlannerKind.None] > 100, string.Join(", ", given));
    }

    [Fact]
    public void A_second_start_to_the_same_goal_reads_the_policy_without_steps()
    {
        using var network = Network.Create(Untrained, seed: 3);
        using var model = StepModel.Load("untrained", ModelExport.ToOnnx(network, ExportPrecision.Fp32));
        using var solver = new RecursiveSolver(model);
        var planner = new PathPlanner(solver);
        var map = Open(6, 6);
        var cells = Enumerable.Range(0, 36).Select(i => new Cell(i % 6, i / 6)).ToList();
        var options = new PlanOptions { MaxGap = double.PositiveInfinity };
        var first = cells.Select(start => planner.Plan(map, start, new(3, 3), options)).First(outcome => outcome.Planner == PlannerKind.Trm);
        Assert.True(first.Steps > 0);
        var again = planner.Plan(map, first.Path[0], new(3, 3), options);
        Assert.Equal((PlannerKind.Trm, 0), (again.Planner, again.Steps));
        Assert.Equal(first.Path, again.Path);
        Assert.True(planner.Plan(map, first.Path[0], new(3, 3), options with { ReusePolicy = false }).Steps > 0);
    }

    /// <summary>An untrained network's detours: with a limit none goes out that costs more, and who answers in its place says why.</summary>
    [Fact]
    public void A_network_s_path_that_costs_more_than_the_gap_allows_is_not_given()
    {
        using var network = Network.Create(Untrained, seed: 3);
        using var model = StepModel.Load("untrained", ModelExport.ToOnnx(network, ExportPrecision.Fp32), new RuntimeOptions { Threads = 1 });
        using var solver = new RecursiveSolver(model);
        var (any, told) = (new PlanOptions { MaxGap = double.PositiveInfinity }, new List<PlanOutcome>());
        var source = new PlannerExamples(new PlannerExampleOptions { Seed = 12, Canvas = 10, MinSize = 10 });
        var (refused, kept) = (0, 0);
        foreach (var (map, goal) in Enumerable.Range(0, 60).Select(i => source.DrawMap(i)))
            foreach (var start in Enumerable.Range(0, 10).Select(i => new Cell(i, (i * 7) % 10)))
            {
                // A planner of its own each time: none shall answer from what it remembers.
                var free = new PathPlanner(solver).Plan(map, start, goal, any);
                if (free.Planner != PlannerKind.Trm)
                    continue;
                var bound = new PathPlanner(solver).Plan(map, start, goal, any with { MaxGap = 0.05 }, told.Add);
                Assert.Equal(free.Gap <= 0.05, bound.Planner == PlannerKind.Trm);
                Assert.InRange(bound.Gap!.Value, 0, 0.05);
                if (bound.Planner == PlannerKind.AStar)
                    Assert.Contains("5.0 % are allowed", bound.Message, StringComparison.Ordinal);
                (refused, kept) = (refused + (bound.Planner == PlannerKind.AStar ? 1 : 0), kept + (bound.Planner == PlannerKind.Trm ? 1 : 0));
            }
        Assert.True(refused >= 10 && kept >= 10, $"{refused} refused, {kept} kept");
        Assert.All(told, step => Assert.InRange(step.Gap!.Value, 0, 0.05));
    }

    [Fact]
    public void A_map_too_large_for_one_piece_is_searched_where_windows_are_not_wanted_and_the_reason_said()
    {
        using var network = Network.Create(Untrained, seed: 3);
        using var model = StepModel.Load("untrained", ModelExport.ToOnnx(network, ExportPrecision.Fp32));
        using var solver = new RecursiveSolver(model);
        var planner = new PathPlanner(solver);
        var outcome = planner.Plan(Open(300, 200), new(0, 0), new(299, 199), new PlanOptions { CoarseToFine = false });
        Assert.Equal((PlannerKind.AStar, 0), (outcome.Planner, outcome.Steps));
        Assert.Contains("300 x 200 cells", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_larger_than_those_of_training_is_planned_in_windows_but_in_one_piece_for_a_network_taught_other_costs()
    {
        using var network = Network.Create(Untrained, seed: 3);
        using var model = StepModel.Load("untrained", ModelExport.ToOnnx(network, ExportPrecision.Fp32));
        using var solver = new RecursiveSolver(model);
        int Windows(int side, PlanOptions options) => new PathPlanner(solver).Plan(Open(side, side), new(0, 0), new(side - 1, side - 1), options with { MaxSteps = 1 }).Windows;
        Assert.Equal(0, Windows(48, new()));
        Assert.True(Windows(49, new()) > 0);
        Assert.Equal(0, Windows(49, new() { TakeLatest = true }));
        Assert.Equal(0, Windows(49, new() { MaxNetworkCells = 49 * 49 }));
    }

    [Fact]
    public void A_network_taught_other_costs_is_followed_where_another_s_paths_are_bettered_by_rollouts()
    {
        using var network = Network.Create(Untrained, seed: 3);
        using var model = StepModel.Load("untrained", ModelExport.ToOnnx(network, ExportPrecision.Fp32), new RuntimeOptions { Threads = 1 });
        using var solver = new RecursiveSolver(model);
        var options = new PlanOptions { MaxSteps = 1, MaxViews = 1, MaxGap = double.PositiveInfinity };
        var source = new PlannerExamples(new PlannerExampleOptions { Seed = 13, Canvas = 10, MinSize = 10 });
        var cheaper = 0;
        foreach (var (map, goal) in Enumerable.Range(0, 60).Select(i => source.DrawMap(i)))
            foreach (var start in Enumerable.Range(0, 10).Select(i => new Cell(i, (i * 7) % 10)))
            {
                PlanOutcome taught = new PathPlanner(solver).Plan(map, start, goal, options with { TakeLatest = true }), rolled = new PathPlanner(solver).Plan(map, start, goal, options);
                Assert.True(taught.Planner != PlannerKind.Trm || (rolled.Planner == PlannerKind.Trm && rolled.Cost <= taught.Cost));
                cheaper += taught.Planner == PlannerKind.Trm && rolled.Cost < taught.Cost ? 1 : 0;
            }
        Assert.True(cheaper >= 10, $"{cheaper} cheaper");
    }

    [Fact]
    public void At_the_deadline_the_best_checked_path_goes_out()
    {
        using var network = Network.Create(Untrained with { Hidden = 96, LatentSteps = 6, Cycles = 3 }, seed: 3);
        using var model = StepModel.Load("slow", ModelExport.ToOnnx(network, ExportPrecision.Fp32));
        using var solver = new RecursiveSolver(model);
        var planner = new PathPlanner(solver);
        var cells = new byte[120 * 120];
        for (var x = 0; x < 119; x++)
            cells[60 * 120 + x] = CellCost.Lethal;
        var began = Stopwatch.GetTimestamp();
        var outcome = planner.Plan(new CostMap(120, 120, cells), new(0, 0), new(0, 119), new PlanOptions { TimeLimit = TimeSpan.FromMilliseconds(150), MaxSteps = 1000 });
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 3);
        Assert.Equal((PlannerKind.AStar, Nav2Error.None), (outcome.Planner, outcome.Error));
        Assert.Contains("time being up", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_runs_out_of_time_says_timeout()
    {
        var planner = new PathPlanner(null);
        var cells = new byte[1000 * 1000];
        Array.Fill(cells, CellCost.Lethal, 500 * 1000, 999); // a detour: the search looks at half the map
        var outcome = planner.Plan(new CostMap(1000, 1000, cells), new(0, 0), new(0, 999), new PlanOptions { TimeLimit = TimeSpan.Zero });
        Assert.Equal((PlannerKind.None, Nav2Error.Timeout), (outcome.Planner, outcome.Error));
    }

    [Fact]
    public void A_cancelled_plan_gives_no_path()
    {
        using var network = Network.Create(Untrained, seed: 3);
        using var model = StepModel.Load("untrained", ModelExport.ToOnnx(network, ExportPrecision.Fp32));
        using var solver = new RecursiveSolver(model);
        var planner = new PathPlanner(solver);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => planner.Plan(Open(20, 20), new(0, 0), new(19, 19), cancellation: cancel.Token));
    }

    [Fact]
    public void A_model_of_another_task_is_refused()
    {
        using var model = HandBuiltStep.Counting();
        using var solver = new RecursiveSolver(model);
        Assert.Contains("choose a planner model", Assert.Throws<ArgumentException>(() => new PathPlanner(solver)).Message, StringComparison.Ordinal);
    }

    private static CostMap Open(int width, int height) => new(width, height, new byte[width * height]);

    /// <summary>The rules once more, written apart from the checker.</summary>
    private static void RequireDrivable(CostMap map, Cell start, Cell goal, PlanOutcome outcome)
    {
        Assert.Equal((start, goal), (outcome.Path[0], outcome.Path[^1]));
        Assert.Equal(outcome.Path.Count, outcome.Path.Distinct().Count());
        var cost = 0.0;
        foreach (var (from, to) in outcome.Path.Zip(outcome.Path.Skip(1)))
        {
            var (dx, dy) = (to.X - from.X, to.Y - from.Y);
            Assert.True(Math.Max(Math.Abs(dx), Math.Abs(dy)) == 1);
            Assert.True(map[to] <= 252 && map[from] <= 252 && map[new(from.X, to.Y)] <= 252 && map[new(to.X, from.Y)] <= 252);
            cost += Math.Sqrt(dx * dx + dy * dy) * (1 + 2 * map[to] / 252.0);
        }
        Assert.Equal(cost, outcome.Cost, 1e-6);
        Assert.True(outcome.OptimalCost <= outcome.Cost + 1e-9 && outcome.Gap >= 0);
    }
}
