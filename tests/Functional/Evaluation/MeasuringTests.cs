using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Functional.Evaluation;

public sealed class MeasuringTests(AnswersGrid grid) : IClassFixture<AnswersGrid>
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Perfect_policy_is_valid_and_optimal_everywhere_and_its_outcome_is_attached_when_success_shows()
    {
        var version = await grid.PushBeelineAsync("perfect");
        var ended = await grid.EndAsync(await grid.StartAsync(version, await Sets.UploadAsync(grid, Sets.Open(40))));
        var attached = await AttachedAsync("perfect", ended.Id);
        Assert.Equal((EvaluationState.Succeeded, 40ul, 40ul, ""), (ended.State, ended.Done, ended.Count, ended.Failure));
        Assert.Equal((1, 1, 1, 0, 1), (ended.Metrics["valid"], ended.Metrics["optimal"], ended.Metrics["cost_ratio"], ended.Metrics["fallback_rate"], ended.Metrics["steps_mean"]));
        Assert.True(ended.Metrics["p50_ms"] <= ended.Metrics["p95_ms"] && ended.Metrics["p95_ms"] <= ended.Metrics["p99_ms"]);
        Assert.True(ended.Metrics["astar_p50_ms"] > 0);
        Assert.Equal(new Dictionary<uint, double> { [1] = 1 }, ended.ByStep);
        Assert.Equal((40ul, ended.EndedAt), (attached.Count, attached.EndedAt));
        Assert.Equal(ended.Metrics, attached.Metrics);
    }

    [Fact]
    public async Task Policy_that_runs_into_walls_is_never_valid_and_has_no_cost_ratio()
    {
        var version = await grid.PushBeelineAsync("blind");
        var metrics = (await grid.EndAsync(await grid.StartAsync(version, await Sets.UploadAsync(grid, Sets.Walled(3))))).Metrics;
        Assert.Equal((0, 0, 1, false), (metrics["valid"], metrics["optimal"], metrics["fallback_rate"], metrics.ContainsKey("cost_ratio")));
    }

    [Fact]
    public async Task Paths_are_held_against_demonstrated_ones_and_so_are_those_of_least_cost()
    {
        var version = await grid.PushBeelineAsync("straight");
        var set = Sets.Open(1);
        var shown = set.Planning[0];
        // Straight up or down first, then along: the network and A* go diagonally.
        var (x, y) = (shown.Start.X, shown.Start.Y);
        for (shown.Demonstrated.Add(shown.Start.Clone()); y != shown.Goal.Y; shown.Demonstrated.Add(new GridCell { X = x, Y = y }))
            y = y < shown.Goal.Y ? y + 1 : y - 1;
        for (; x != shown.Goal.X; shown.Demonstrated.Add(new GridCell { X = x, Y = y }))
            x++;
        var metrics = (await grid.EndAsync(await grid.StartAsync(version, await Sets.UploadAsync(grid, set)))).Metrics;
        Assert.Equal(1, metrics["valid"]);
        Assert.InRange(metrics["agreement"], 0.05, 0.9);
        Assert.InRange(metrics["astar_agreement"], 0.05, 0.9);

        // Where there is no path of the network's own there is no agreement, which counts.
        var detour = Sets.Walled(1).Planning[0];
        (int X, int Y)[] around = [.. Enumerable.Range(0, AnswersGrid.Side).Select(i => (0, i)), .. Enumerable.Range(1, AnswersGrid.Side - 1).Select(i => (i, AnswersGrid.Side - 1)), .. Enumerable.Range(0, AnswersGrid.Side - 1).Reverse().Select(i => (AnswersGrid.Side - 1, i))];
        detour.Demonstrated.Add(around.Select(cell => new GridCell { X = (uint)cell.X, Y = (uint)cell.Y }));
        set.Planning.Add(detour);
        var both = (await grid.EndAsync(await grid.StartAsync(version, await Sets.UploadAsync(grid, set)))).Metrics;
        Assert.Equal((0.5, metrics["agreement"] / 2), (both["valid"], both["agreement"]));

        shown.Demonstrated.RemoveAt(1);
        await Refused.AsAsync(ErrorReason.DatasetInvalid, async () => await grid.StartAsync(version, await Sets.UploadAsync(grid, set)));
    }

    [Fact]
    public async Task Figures_of_an_untrained_network_fit_together_and_come_out_the_same_again()
    {
        var configuration = new ModelConfiguration { Shape = PlannerTask.Shape, Mixer = Mixer.Convolution, Hidden = 8, Inner = 16, LatentSteps = 1, Cycles = 1, MaxSteps = 3, Halt = HaltReading.Mean };
        using var network = Network.Create(configuration, seed: 3);
        var version = await grid.PushAsync(TestPackage.Of(ModelExport.ToOnnx(network, ExportPrecision.Fp32), PlannerTask.Shape), "untrained");
        var suite = new Suite { GeneratedPlanning = new() { Count = 60, Cells = 10, Seed = 5 }, MaxViews = 2 };
        var ended = await grid.EndAsync(await grid.StartAsync(version, suite));
        var metrics = ended.Metrics;
        Assert.InRange(metrics["valid"], 0.01, 0.99);
        Assert.Equal(1 - metrics["valid"], metrics["fallback_rate"], 12);
        Assert.InRange(metrics["optimal"], 0, metrics["valid"]);
        Assert.True(metrics["cost_ratio"] >= 1);
        Assert.InRange(metrics["steps_mean"], 1, 6);
        Assert.Equal(metrics["valid"], ended.ByStep[ended.ByStep.Keys.Max()], 12);
        Assert.Equal(ended.ByStep.OrderBy(step => step.Key).Select(step => step.Value), ended.ByStep.Values.Order());

        var again = (await grid.EndAsync(await grid.StartAsync(version, suite))).Metrics;
        foreach (var name in new[] { "valid", "optimal", "cost_ratio", "steps_mean" })
            Assert.Equal(metrics[name], again[name]);

        suite.Followed = true;
        var followed = (await grid.EndAsync(await grid.StartAsync(version, suite))).Metrics;
        Assert.True(followed["optimal"] < metrics["optimal"], $"optimal {followed["optimal"]} where the network is followed, {metrics["optimal"]} by rollouts of it");
    }

    [Fact]
    public async Task Sudoku_network_is_right_where_its_answer_is_and_compared_with_another_version()
    {
        var set = Sets.Sudokus(4);
        var version = await grid.PushAsync(Parrot(set.Sudoku[1].Answer), "parrots");
        var other = await grid.PushAsync(Parrot(SudokuGenerator.Minimal(3, 99).Answer.ToString()), "other-parrots");
        var ended = await grid.EndAsync(await grid.StartAsync(version, await Sets.UploadAsync(grid, set), baseline: other.Digest));
        Assert.Equal((0.25, 0.25, (1 + 3 * 4) / 4.0), (ended.Metrics["exact"], ended.Metrics["verified"], ended.Metrics["steps_mean"]));
        Assert.Equal((0, 0), (ended.BaselineMetrics["exact"], ended.BaselineMetrics["verified"]));
        Assert.Equal([0.25, 0.25, 0.25, 0.25], ended.ByStep.OrderBy(step => step.Key).Select(step => step.Value));
        Assert.Equal((4, 0.25, 0.75), (ended.Metrics["steps_to_halt"], ended.Metrics["exact_at_halt"], ended.Metrics["halt_agreement"]));
        Assert.Equal(1 / (1 + Math.E) - 0.25, ended.Metrics["calibration_error"], 6); // its halt logit is -1 whatever is asked
        Assert.Equal(new Dictionary<uint, double> { [1] = 0.25 }, ended.VerifiedByStep);
        var attached = await AttachedAsync("parrots", ended.Id);
        Assert.Equal((other.Digest, ended.BaselineMetrics), (attached.BaselineDigest, attached.BaselineMetrics));
        // One of four puzzles is the difference: 0.25 by the mean, and with four puzzles it may be none.
        var exact = ended.Differences["exact"];
        Assert.Equal((4ul, 0.25, 1ul, 0ul), (exact.Count, exact.Mean, exact.Higher, exact.Lower));
        Assert.True(exact.Low < 0 && exact.High > 0.5, $"{exact.Low} to {exact.High}");
        Assert.Equal((-0.75, 0ul, 1ul), (ended.Differences["steps_mean"].Mean, ended.Differences["steps_mean"].Higher, ended.Differences["steps_mean"].Lower));
        Assert.Equal(ended.Differences, attached.Differences);
        Assert.Equal((ended.Metrics, ended.ByStep, ended.VerifiedByStep), (attached.Metrics, attached.ByStep, attached.VerifiedByStep));
    }

    /// <summary>Straight on over ground that costs a little: the way round it is two hundredths shorter.</summary>
    [Fact]
    public async Task Path_that_costs_a_little_more_than_the_least_is_valid_and_not_optimal()
    {
        var version = await grid.PushBeelineAsync("straight-on");
        var cells = new byte[AnswersGrid.Side * AnswersGrid.Side];
        cells.AsSpan(2, 4).Fill(31); // in the upper row, along which it goes
        var set = new EvaluationSet { Planning = { Sets.Instance(cells, new Cell(0, 0), new Cell(7, 0)) } };
        var metrics = (await grid.EndAsync(await grid.StartAsync(version, new(await Sets.UploadAsync(grid, set)) { Followed = true }))).Metrics;
        Assert.Equal((1, 0), (metrics["valid"], metrics["optimal"]));
        Assert.InRange(metrics["cost_ratio"], 1.01, 1.04);
    }

    /// <summary>One of two answers is right and the other in three of its four cells, on whatever canvas: what surrounds them counts for neither.</summary>
    [Fact]
    public async Task Grids_are_measured_alike_on_canvases_of_any_size()
    {
        var (small, large) = (await PushAsync("small-canvas", 3), await PushAsync("large-canvas", 6));
        NumberGrid wanted = Numbers(2, 1, 2, 3, 4), other = Numbers(2, 1, 2, 3, 0);
        var set = new EvaluationSet();
        for (var i = 0; i < 5; i++) // more than are asked at once
            set.Grid.Add([new GridInstance { Question = other, Answer = wanted }, new GridInstance { Question = wanted, Answer = other }]);
        var ended = await grid.EndAsync(await grid.StartAsync(large, await Sets.UploadAsync(grid, set), baseline: small.Digest));
        Assert.Equal((0.5, 0.875), (ended.Metrics["exact"], ended.Metrics["cells"]));
        Assert.Equal((ended.Metrics["exact"], ended.Metrics["cells"]), (ended.BaselineMetrics["exact"], ended.BaselineMetrics["cells"]));
        Assert.Equal((0, 0), (ended.Differences["cells"].Mean, ended.Differences["exact"].Mean));
        set.Grid.Add(new GridInstance { Question = Numbers(4, 1, 1, 1, 1), Answer = wanted });
        var refused = await Refused.AsAsync(ErrorReason.DatasetInvalid, async () => await grid.StartAsync(large, await Sets.UploadAsync(grid, set), baseline: small.Digest));
        Assert.StartsWith("comparing with small-canvas version 1: ", refused.Message, StringComparison.Ordinal);

        Task<ModelVersion> PushAsync(string name, int side)
        {
            var shape = GridsTask.Shape(GridsTask.Name, 5, side, side);
            return grid.PushAsync(TestPackage.Of(HandMadeGraphs.Parrot(new ByteGrid(2, 2, [1, 2, 3, 4]), shape), shape), name);
        }

        static NumberGrid Numbers(uint width, params byte[] cells) => Runtime.Wire.NumberGridWire.ToMessage(new ByteGrid((int)(cells.Length / width), (int)width, cells));
    }

    /// <summary>It says the answer to the second puzzle after its second step alone: papers' way it is wrong at the end, and a solver has stopped there.</summary>
    [Fact]
    public async Task Puzzle_stops_at_its_first_verified_answer_only_where_that_is_asked_for()
    {
        var set = Sets.Sudokus(30);
        var version = await grid.PushAsync(TestPackage.Of(HandMadeGraphs.Fickle(SudokuGrid.Parse(set.Sudoku[1].Answer), step: 2), SudokuTask.Shape(3)), "fickle");
        var suite = await Sets.UploadAsync(grid, set);
        var whole = await grid.EndAsync(await grid.StartAsync(version, suite));
        var stopped = await grid.EndAsync(await grid.StartAsync(version, new(suite) { UntilVerified = true }));
        Assert.Equal((0, 1 / 30.0, (2 + 29 * 4) / 30.0), (whole.Metrics["exact"], whole.Metrics["verified"], whole.Metrics["steps_mean"]));
        Assert.Equal([0, 1 / 30.0, 0, 0], whole.ByStep.OrderBy(step => step.Key).Select(step => step.Value));
        Assert.Equal((1 / 30.0, 1 / 30.0, (2 + 29 * 4) / 30.0), (stopped.Metrics["exact"], stopped.Metrics["verified"], stopped.Metrics["steps_mean"]));
        Assert.Equal([0, 1 / 30.0, 1 / 30.0, 1 / 30.0], stopped.ByStep.OrderBy(step => step.Key).Select(step => step.Value));
        var planner = await grid.PushBeelineAsync("unchecked");
        await Refused.AsAsync(ErrorReason.SuiteUnfit, async () => await grid.StartAsync(planner, new(await Sets.UploadAsync(grid, Sets.Open(2))) { UntilVerified = true }));
    }

    [Fact]
    public async Task Maze_network_is_exact_optimal_or_wrong_and_its_steps_are_counted()
    {
        var version = await grid.PushAsync(TestPackage.Of(HandMadeGraphs.Parrot(MazeGrid.Parse("S  \no# \nooG")), MazeTask.Cells), "maze-parrots");
        var set = new EvaluationSet
        {
            Maze =
            {
                new MazeInstance { Maze = "S  \n # \n  G", Answer = "S  \no# \nooG", Source = "here" },
                new MazeInstance { Maze = "S  \n # \n  G", Answer = "Soo\n #o\n  G", Source = "here" },
                new MazeInstance { Maze = "S  \n  #\n  G", Answer = "S  \no #\nooG" },
            },
        };
        var ended = await grid.EndAsync(await grid.StartAsync(version, await Sets.UploadAsync(grid, set)));
        Assert.Equal((1 / 3.0, 2 / 3.0, 2 / 3.0, 2 / 3.0, 2.0), (ended.Metrics["exact"], ended.Metrics["valid"], ended.Metrics["optimal"], ended.Metrics["verified"], ended.Metrics["steps_mean"]));
        Assert.Equal(2 / 3.0, ended.Metrics["halt_agreement"]);
        Assert.Equal(new Dictionary<string, SourceShares> { ["here"] = new() { Count = 2, Exact = 0.5, Verified = 1 } }, ended.BySource);
        Assert.Equal(new Dictionary<uint, double> { [1] = 1 / 3.0, [2] = 1 / 3.0, [3] = 1 / 3.0, [4] = 1 / 3.0 }, ended.ByStep);
        Assert.Equal([2 / 3.0, 2 / 3.0, 2 / 3.0, 2 / 3.0], ended.ValidByStep.OrderBy(step => step.Key).Select(step => step.Value));
        Assert.Equal(ended.ValidByStep, ended.OptimalByStep);
        set.Maze[2].Answer = "S  \n  #\n  G";
        await Refused.AsAsync(ErrorReason.DatasetInvalid, async () => await grid.StartAsync(version, await Sets.UploadAsync(grid, set)));
    }

    [Fact]
    public async Task Generated_Sudokus_are_asked_within_the_stated_steps_and_views()
    {
        var version = await grid.PushAsync(Parrot(SudokuGenerator.Minimal(3, 98).Answer.ToString()), "stubborn");
        var ended = await grid.EndAsync(await grid.StartAsync(version, new() { GeneratedSudoku = new() { Count = 3, Seed = 7 }, MaxSteps = 2, MaxViews = 3 }));
        Assert.Equal((EvaluationState.Succeeded, 6), (ended.State, ended.Metrics["steps_mean"]));
        Assert.Equal([1u, 2u], ended.ByStep.Keys.Order());
    }

    /// <summary>A parrot that says the solution as a view shows it is right in that view alone: the third, after two views of two steps each.</summary>
    [Fact]
    public async Task Puzzle_that_only_another_view_solves_is_verified_within_the_budget_and_not_exact()
    {
        var puzzle = Sets.Sudokus(1).Sudoku[0];
        var shown = SudokuSymmetry.Random(3, 2).Apply(SudokuGrid.Parse(puzzle.Answer));
        var version = await grid.PushAsync(Parrot(shown.ToString()), "sideways");
        var suite = await Sets.UploadAsync(grid, new() { Sudoku = { puzzle } });
        var few = await grid.EndAsync(await grid.StartAsync(version, new(suite) { MaxSteps = 2, MaxViews = 2 }));
        var enough = await grid.EndAsync(await grid.StartAsync(version, new(suite) { MaxSteps = 2, MaxViews = 3 }));
        Assert.Equal((0, 0, 4), (few.Metrics["exact"], few.Metrics["verified"], few.Metrics["steps_mean"]));
        Assert.Equal((0, 1, 5), (enough.Metrics["exact"], enough.Metrics["verified"], enough.Metrics["steps_mean"]));
        Assert.Equal([0.0, 0, 0, 0, 1], enough.VerifiedByStep.OrderBy(step => step.Key).Select(step => step.Value));
    }

    [Fact]
    public async Task Gate_opens_with_an_evaluation_that_meets_it_and_with_no_other()
    {
        var version = await grid.PushBeelineAsync("gated");
        await grid.Registry.SetGateAsync(new() { Model = "gated", Gate = new() { MinCount = 20, Conditions = { new GateCondition { Metric = "valid", AtLeast = 0.9 }, new GateCondition { Metric = "cost_ratio", AtMost = 1.05 } } } }, cancellationToken: Cancel);
        var missed = await grid.EndAsync(await grid.StartAsync(version, await Sets.UploadAsync(grid, Sets.Walled(20))));
        var few = await grid.EndAsync(await grid.StartAsync(version, await Sets.UploadAsync(grid, Sets.Open(19))));
        var met = await grid.EndAsync(await grid.StartAsync(version, await Sets.UploadAsync(grid, Sets.Open(20))));
        var move = new SetAliasRequest { Model = "gated", Alias = "candidate", VersionDigest = version.Digest };
        foreach (var proof in new[] { "", missed.Id, few.Id })
            await Refused.AsAsync(ErrorReason.GateNotMet, () => grid.Registry.SetAliasAsync(new(move) { EvaluationId = proof }, cancellationToken: Cancel).ResponseAsync);
        Assert.Equal(met.Id, (await grid.Registry.SetAliasAsync(new(move) { EvaluationId = met.Id }, cancellationToken: Cancel)).Alias.EvaluationId);
    }

    /// <summary>A champion is replaced by what was shown to be no worse on the same instances, and by nothing that was only measured alone.</summary>
    [Fact]
    public async Task Gate_on_differences_asks_for_a_comparison_with_what_the_alias_names_now()
    {
        var set = Sets.Sudokus(12);
        var suite = await Sets.UploadAsync(grid, set);
        var first = await grid.PushAsync(Parrot(set.Sudoku[0].Answer), "rivals");
        var second = await grid.PushAsync(Parrot(set.Sudoku[1].Answer), "rivals", revision: 1);
        var none = await grid.PushAsync(Parrot(SudokuGenerator.Minimal(3, 99).Answer.ToString()), "rivals", revision: 2);
        await GateAsync(-0.5);
        await PromoteAsync(first, 0, await grid.EndAsync(await grid.StartAsync(first, suite))); // nothing to be held against yet
        await RefusedAsync(second, await grid.EndAsync(await grid.StartAsync(second, suite)), "was not compared with");
        await RefusedAsync(second, await grid.EndAsync(await grid.StartAsync(second, suite, baseline: none.Digest)), "was not compared with");
        var met = await grid.EndAsync(await grid.StartAsync(second, suite, baseline: first.Digest));
        await GateAsync(-0.05); // twelve puzzles do not show as much
        await RefusedAsync(second, met, "exact differs by 0 ");
        await GateAsync(-0.5);
        await PromoteAsync(second, 1, met);
        Assert.Equal(-1 / 12.0, (await grid.EndAsync(await grid.StartAsync(none, suite, baseline: first.Digest))).Differences["exact"].Mean, 12);

        async Task GateAsync(double bound) => await grid.Registry.SetGateAsync(
            new() { Model = "rivals", Gate = new() { Conditions = { new GateCondition { Metric = "exact", DifferenceAtLeast = bound } } } }, cancellationToken: Cancel);

        async Task PromoteAsync(ModelVersion version, ulong revision, Contracts.V1.Evaluation proof) => await grid.Registry.SetAliasAsync(
            new() { Model = "rivals", Alias = "candidate", VersionDigest = version.Digest, ExpectedRevision = revision, EvaluationId = proof.Id }, cancellationToken: Cancel);

        async Task RefusedAsync(ModelVersion version, Contracts.V1.Evaluation proof, string why) =>
            Assert.Contains(why, (await Refused.AsAsync(ErrorReason.GateNotMet, () => PromoteAsync(version, 1, proof))).Message, StringComparison.Ordinal);
    }

    private async Task<EvaluationOutcome> AttachedAsync(string model, string id) =>
        (await grid.Client.FindAsync(ModelReference.Parse(model), Cancel)).Evaluations.Single(outcome => outcome.EvaluationId == id);

    private static TestPackage Parrot(string answer) => TestPackage.Of(HandMadeGraphs.Parrot(SudokuGrid.Parse(answer)), SudokuTask.Shape(3));
}
