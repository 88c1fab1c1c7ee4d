using System.Text.RegularExpressions;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Functional.Training;

public sealed class RunLifeTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Grid_that_stops_and_starts_again_goes_on_with_its_run_and_a_watch_misses_and_doubles_nothing()
    {
        WorkerProcesses.Require();
        await using var grid = await TrainingGrid.StartAsync();
        var id = (await grid.SubmitAsync(TrainingGrid.Tiny(steps: 200))).Id;
        var before = await grid.WatchAsync(id, until: entry => entry.Run.Step >= 20);

        await grid.Grid.StopAsync();
        Assert.Empty(WorkerProcesses.Of(id));
        await grid.Grid.StartAgainAsync();
        var after = await grid.WatchAsync(id, before[^1].Cursor);

        Assert.Equal(RunState.Succeeded, after[^1].Run.State);
        Assert.Equal(0u, after[^1].Run.Restarts);
        Assert.Contains(after, entry => entry.Message.StartsWith("goes on from step", StringComparison.Ordinal));
        Assert.Equal(await grid.WatchAsync(id), before.Concat(after));

        var curve = (await grid.Training.GetCurveAsync(new() { RunId = id, MaxPoints = 12 }, cancellationToken: Cancel)).Points;
        Assert.InRange(curve.Count, 2, 12);
        Assert.Equal(200ul, curve[^1].Step);
        Assert.Equal(curve.Select(point => point.Step).Distinct().Order(), curve.Select(point => point.Step));
        Assert.Contains(curve, point => point.Values.ContainsKey("valid"));
    }

    [Fact]
    public async Task Cancelled_run_ends_with_its_worker_and_the_next_one_takes_its_slot()
    {
        WorkerProcesses.Require();
        await using var grid = await TrainingGrid.StartAsync();
        var (first, second, third) = (await grid.SubmitAsync(TrainingGrid.Tiny(steps: 1_000_000)), await grid.SubmitAsync(TrainingGrid.Tiny(steps: 1_000_000)), await grid.SubmitAsync(TrainingGrid.Tiny(steps: 5)));
        await grid.WatchAsync(first.Id, until: entry => entry.Run.Step > 0);
        Assert.Equal(RunState.Queued, (await grid.GetAsync(second.Id)).State);

        await grid.Training.CancelRunAsync(new() { RunId = second.Id }, cancellationToken: Cancel);
        await grid.Training.CancelRunAsync(new() { RunId = first.Id }, cancellationToken: Cancel);

        Assert.Equal(RunState.Cancelled, (await grid.EndOfAsync(first.Id)).State);
        Assert.Equal(RunState.Cancelled, (await grid.EndOfAsync(second.Id)).State);
        await WorkerProcesses.GoneAsync(first.Id);
        Assert.Equal(RunState.Cancelled, (await grid.Training.CancelRunAsync(new() { RunId = first.Id }, cancellationToken: Cancel)).Run.State);
        var ended = await grid.EndOfAsync(third.Id);
        Assert.Equal(RunState.Succeeded, ended.State);
        Assert.Equal(("planner", 1u), (ended.Spec.ModelName, ended.VersionNumber));
        await Refused.AsAsync(ErrorReason.RunEnded, grid.Training.CancelRunAsync(new() { RunId = third.Id }, cancellationToken: Cancel));
        var listed = (await grid.Training.ListRunsAsync(new(), cancellationToken: Cancel)).Runs.Select(run => run.Id);
        Assert.Equal(new[] { first.Id, second.Id, third.Id }.OrderDescending(StringComparer.Ordinal), listed);
    }

    /// <summary>Hours of training are too late for that.</summary>
    [Fact]
    public async Task Name_that_the_registry_would_not_take_is_refused_before_the_training()
    {
        await using var grid = await TrainingGrid.StartAsync();
        var (misnamed, taken, planned) = (TrainingGrid.Tiny(), TrainingGrid.Tiny(steps: 2), new RunSpec { Preset = "sudoku4", ModelName = "held" });
        (misnamed.ModelName, taken.ModelName) = ("My Model", "held");
        // Longer than any timer runs.
        taken.Deadline = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromDays(60));
        var refused = await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SubmitAsync(misnamed));
        Assert.Equal("spec.model_name", Assert.Single(refused.Violations).Field);
        Assert.Equal(RunState.Succeeded, (await grid.EndOfAsync((await grid.SubmitAsync(taken)).Id)).State);
        refused = await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SubmitAsync(planned));
        Assert.Contains("held holds models of the task planner, this one will be of sudoku", refused.Message, StringComparison.Ordinal);
        Assert.Single((await grid.Training.ListRunsAsync(new(), cancellationToken: Cancel)).Runs);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, -1)]
    [InlineData(-5, 0)]
    [InlineData(long.MaxValue, 0)]
    [InlineData((366L * 86_400) + 1, 0)]
    public async Task Time_that_is_none_is_refused(long seconds, int nanos)
    {
        await using var grid = await TrainingGrid.StartAsync();
        var (limited, budgeted) = (TrainingGrid.Tiny(), TrainingGrid.Tiny(steps: 0));
        limited.Deadline = new() { Seconds = seconds, Nanos = nanos };
        budgeted.Budget = limited.Deadline;
        Assert.Equal("spec.deadline", Assert.Single((await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SubmitAsync(limited))).Violations).Field);
        Assert.Equal("spec.budget", Assert.Single((await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SubmitAsync(budgeted))).Violations).Field);
    }

    [Fact]
    public async Task Run_fails_with_the_reason_that_its_worker_found()
    {
        await using var grid = await TrainingGrid.StartAsync(options => options with { Capacity = 3 });
        var exploding = TrainingGrid.Tiny();
        exploding.Overrides["learning_rate"] = "1e30";
        var worded = TrainingGrid.Tiny();
        worded.Overrides["halting"] = "sometimes";
        var late = TrainingGrid.Tiny(steps: 1_000_000);
        late.Deadline = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(3));
        var ids = new[] { (await grid.SubmitAsync(exploding)).Id, (await grid.SubmitAsync(worded)).Id, (await grid.SubmitAsync(late)).Id };

        var runs = await Task.WhenAll(ids.Select(grid.EndOfAsync));

        Assert.All(runs, run => Assert.Equal(RunState.Failed, run.State));
        Assert.Equal([RunFailureKind.NotANumber, RunFailureKind.Specification, RunFailureKind.Deadline], runs.Select(run => run.Failure.Kind));
        Assert.Contains("override halting: expected one of bce, q_learning, fixed, got 'sometimes'", runs[1].Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_that_comes_to_no_number_leaves_its_last_good_checkpoint_and_says_where()
    {
        await using var grid = await TrainingGrid.StartAsync(options => options with { CheckpointInterval = TimeSpan.FromTicks(1) });
        var exploding = TrainingGrid.Tiny(steps: 400);
        exploding.Overrides["learning_rate"] = "1e25";
        exploding.Overrides["warm_up_steps"] = "0";

        var run = await grid.EndOfAsync((await grid.SubmitAsync(exploding)).Id);

        Assert.Equal((RunState.Failed, RunFailureKind.NotANumber), (run.State, run.Failure.Kind));
        var said = Regex.Match(run.Failure.Message, "The last good checkpoint lies at (.+?): `trmgrid models import`");
        Assert.True(said.Success, run.Failure.Message);
        using var checkpoint = SafetensorsFile.Open(said.Groups[1].Value);
        Assert.All(checkpoint.Floats("weights"), weight => Assert.True(float.IsFinite(weight)));
    }

    [Fact]
    public async Task What_cannot_be_trained_is_refused_at_once()
    {
        await using var grid = await TrainingGrid.StartAsync();
        await Refused.AsAsync(ErrorReason.PresetNotFound, () => grid.SubmitAsync(new RunSpec { Preset = "planer" }));
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SubmitAsync(new RunSpec { Preset = "planner", DatasetDigest = "sha256:no" }));
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SubmitAsync(TrainingGrid.Tiny(), requestId: ""));
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SubmitAsync(new RunSpec { Preset = "grids" }));
        var misspelt = TrainingGrid.Tiny();
        misspelt.Overrides["learning_speed"] = "1";
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SubmitAsync(misspelt));
        await Refused.AsAsync(ErrorReason.RunNotFound, () => grid.GetAsync("run-nobody"));
        await Refused.AsAsync(ErrorReason.InvalidCursor, async () => await grid.WatchAsync((await grid.SubmitAsync(TrainingGrid.Tiny(steps: 2))).Id, "other"));

        var first = await grid.SubmitAsync(TrainingGrid.Tiny(steps: 3), "mine");
        Assert.Equal(first.Id, (await grid.SubmitAsync(TrainingGrid.Tiny(steps: 3), "mine")).Id);
        await Refused.AsAsync(ErrorReason.RequestIdReused, () => grid.SubmitAsync(TrainingGrid.Tiny(steps: 4), "mine"));
        Assert.Contains((await grid.Training.ListPresetsAsync(new(), cancellationToken: Cancel)).Presets, preset =>
            preset is { Name: "planner-tiny", Task: "planner", Parameters: > 1000 } && preset.Settings["mixer"] == "convolution" && preset.Settings["batch"] == "16");
    }

    [Fact]
    public async Task Run_starts_from_its_parents_weights_looks_as_told_and_its_package_names_the_parent()
    {
        await using var grid = await TrainingGrid.StartAsync();
        var parent = await grid.EndOfAsync((await grid.SubmitAsync(TrainingGrid.Tiny(steps: 20))).Id);
        Assert.True(parent.State == RunState.Succeeded, parent.Failure?.Message);
        var spec = TrainingGrid.Tiny(steps: 30);
        spec.ParentDigest = parent.VersionDigest;
        foreach (var (name, value) in new[] { ("learning_rate", "1e-12"), ("schedule", "constant"), ("look_every", "5"), ("look_questions", "16"), ("patience", "1"), ("pin_best", "true") })
            spec.Overrides[name] = value;

        var child = await grid.EndOfAsync((await grid.SubmitAsync(spec)).Id);

        Assert.True(child.State == RunState.Succeeded, child.Failure?.Message);
        Assert.Equal(10ul, child.Step); // nothing changes at that rate: the second look is no better than the first
        var registry = new RegistryClient(grid.Grid.As(CallerRole.Operator), grid.Grid.Paths);
        var (old, young) = (await registry.PullAsync(ModelReference.Parse(parent.VersionDigest), cancellationToken: Cancel), await registry.PullAsync(ModelReference.Parse(child.VersionDigest), cancellationToken: Cancel));
        Assert.Equal(old.Package.Digest, young.Package.Manifest.Lineage.Parent);
        using var before = SafetensorsFile.Open(old.Package.FileOf(Roles.Weights));
        using var after = SafetensorsFile.Open(young.Package.FileOf(Roles.Weights));
        Assert.Equal(before.Bytes("answer.weight").ToArray(), after.Bytes("answer.weight").ToArray());

        spec = TrainingGrid.Tiny(steps: 5);
        (spec.ParentDigest, spec.Overrides["hidden"]) = (parent.VersionDigest, "24");
        var misfit = await grid.EndOfAsync((await grid.SubmitAsync(spec)).Id);
        Assert.Equal(RunState.Failed, misfit.State);
        Assert.Contains("it is of another network: hidden 16, here 24", misfit.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_trainer_runs_are_refused()
    {
        await using var grid = await TrainingGrid.StartAsync(trainer: "/nowhere/trainer");
        await Refused.AsAsync(ErrorReason.TrainerMissing, () => grid.SubmitAsync(TrainingGrid.Tiny()));
    }

    [Fact]
    public async Task Run_trains_on_the_dataset_that_it_names_and_its_package_says_so()
    {
        await using var grid = await TrainingGrid.StartAsync();
        var rows = Enumerable.Range(0, 40).Select(seed => SudokuGenerator.Minimal(2, seed)).Select(puzzle => $"{puzzle.Question},{puzzle.Answer}");
        var registry = new RegistryClient(grid.Grid.As(CallerRole.Operator), grid.Grid.Paths);
        var digest = await registry.UploadAsync(System.Text.Encoding.UTF8.GetBytes("question,answer\n" + string.Join('\n', rows)), Cancel);

        var run = await grid.EndOfAsync((await grid.SubmitAsync(new RunSpec
        {
            Preset = "sudoku4", ModelName = "small-sudoku", Steps = 10, DatasetDigest = digest.ToString(), Overrides = { ["batch"] = "4", ["threads"] = "1" },
        })).Id);

        Assert.True(run.State == RunState.Succeeded, run.Failure?.Message);
        var pulled = await registry.PullAsync(ModelReference.Parse("small-sudoku@1"), cancellationToken: Cancel);
        Assert.Equal((digest, run.Id), (pulled.Package.Manifest.Lineage.Dataset, pulled.Package.Manifest.Lineage.Run));
        Assert.Equal(run.VersionDigest, pulled.Package.Digest.ToString());
    }
}
