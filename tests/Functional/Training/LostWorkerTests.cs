using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Tests.Functional.Training;

public sealed class LostWorkerTests
{
    private const uint Steps = 250;

    [Fact]
    public async Task Run_whose_workers_are_killed_at_any_moment_ends_bit_for_bit_where_an_undisturbed_one_ends()
    {
        WorkerProcesses.Require();
        await using var grid = await TrainingGrid.StartAsync();
        var undisturbed = await grid.SubmitAsync(TrainingGrid.Tiny(Steps, seed: 5));
        var disturbed = await grid.SubmitAsync(TrainingGrid.Tiny(Steps, seed: 5));
        var random = new Random(Environment.TickCount);

        // Right after its start, at eight moments underway, and while it exports.
        Func<RunEvent, bool>[] moments =
        [
            entry => entry.Run.Phase == RunPhase.Training,
            .. Enumerable.Range(0, 8).Select(i => StepFrom(random.Next((30 * i) + 1, 30 * (i + 1)))),
            entry => entry.Run.Phase == RunPhase.Exporting,
        ];
        var cursor = "";
        foreach (var moment in moments)
        {
            cursor = (await grid.WatchAsync(disturbed.Id, cursor, moment))[^1].Cursor;
            WorkerProcesses.Kill(disturbed.Id);
        }
        disturbed = await grid.EndOfAsync(disturbed.Id);
        undisturbed = await grid.EndOfAsync(undisturbed.Id);

        Assert.Equal((RunState.Succeeded, RunState.Succeeded), (undisturbed.State, disturbed.State));
        // A kill that finds no process, because the one before is not yet replaced, costs no worker.
        Assert.True(disturbed.Restarts >= 8, $"only {disturbed.Restarts} of its workers were lost");
        Assert.Equal(0u, undisturbed.Restarts);
        Assert.NotEmpty(undisturbed.WeightsDigest);
        Assert.Equal(undisturbed.WeightsDigest, disturbed.WeightsDigest);
        var version = await grid.Registry.GetVersionAsync(new() { Model = "planner", Digest = disturbed.VersionDigest }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(disturbed.VersionNumber, version.Version.Number);
        Assert.Empty(WorkerProcesses.Of(disturbed.Id));
    }

    [Fact]
    public async Task Worker_that_never_comes_further_is_given_up()
    {
        using var broken = BrokenTrainer.Write();
        await using var grid = await TrainingGrid.StartAsync(options => options with { FruitlessRestarts = 1 }, broken.Program);

        var run = await grid.EndOfAsync((await grid.SubmitAsync(new RunSpec { Preset = "broken" })).Id);

        Assert.Equal((RunState.Failed, RunFailureKind.LostWorker, 1u), (run.State, run.Failure.Kind, run.Restarts));
        Assert.Contains("exit code 139", run.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("libbroken.so: undefined symbol", run.Failure.Message, StringComparison.Ordinal);
    }

    /// <summary>However often: what it has trained lies in its checkpoint, and room can be made.</summary>
    [Fact]
    public async Task Worker_without_room_on_its_disk_is_not_given_up()
    {
        using var full = BrokenTrainer.WithoutRoom();
        await using var grid = await TrainingGrid.StartAsync(options => options with { FruitlessRestarts = 1 }, full.Program);
        var id = (await grid.SubmitAsync(new RunSpec { Preset = "broken" })).Id;

        var told = (await grid.WatchAsync(id, until: entry => entry.Run.Restarts > 1))[^1];
        Assert.Equal((RunState.Running, true), (told.Run.State, told.Message.StartsWith("its disk is full; it goes on when there is room at", StringComparison.Ordinal)));
        await grid.Training.CancelRunAsync(new() { RunId = id }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(RunState.Cancelled, (await grid.EndOfAsync(id)).State);
    }

    [Fact]
    public async Task Run_that_waits_behind_another_is_taken_when_that_one_ends()
    {
        using var broken = BrokenTrainer.Write();
        await using var grid = await TrainingGrid.StartAsync(options => options with { FruitlessRestarts = 0 }, broken.Program);
        for (var round = 0; round < 40; round++)
        {
            await grid.SubmitAsync(new RunSpec { Preset = "broken" });
            var waiting = await grid.SubmitAsync(new RunSpec { Preset = "broken" });
            Assert.Equal(RunState.Failed, (await grid.EndOfAsync(waiting.Id)).State);
        }
    }

    private static Func<RunEvent, bool> StepFrom(int step) => entry => entry.Run.Step >= (ulong)step;
}
