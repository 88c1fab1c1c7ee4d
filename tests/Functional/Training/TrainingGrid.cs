using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Registry;
using Trm.Grid.Training;

namespace Trm.Grid.Tests.Functional.Training;

/// <summary>A grid that trains with real workers and registers what they make. Everything is quick: reports and checkpoints come every few steps.</summary>
internal sealed class TrainingGrid : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private TrainingGrid(RunningTestGrid grid) => Grid = grid;

    public static string Trainer => Path.Combine(AppContext.BaseDirectory, "Trm.Grid.Trainer.dll");

    public RunningTestGrid Grid { get; }

    public TrainingRuns.TrainingRunsClient Training => Grid.As(CallerRole.Trainer).Training;

    public ModelRegistry.ModelRegistryClient Registry => Grid.As(CallerRole.Operator).Registry;

    public static async Task<TrainingGrid> StartAsync(Func<TrainingOptions, TrainingOptions>? configure = null, string? trainer = null)
    {
        var role = new TrainingRole(trainer ?? Trainer, options =>
        {
            options = options with
            {
                CheckpointInterval = TimeSpan.FromSeconds(0.2),
                ReportInterval = TimeSpan.FromSeconds(0.05),
                Grace = TimeSpan.FromSeconds(10),
                FruitlessRestarts = 20,
                RestartPause = TimeSpan.FromMilliseconds(1),
            };
            return configure?.Invoke(options) ?? options;
        });
        return new(await RunningTestGrid.StartAsync([role, new RegistryRole(BundledPackages.None)]));
    }

    /// <summary>The smallest run there is: a few seconds. On one thread, because sums depend on how many there are.</summary>
    public static RunSpec Tiny(uint steps = 60, ulong seed = 1) => new()
    {
        Preset = "planner-tiny",
        Seed = seed,
        Steps = steps,
        Overrides = { ["batch"] = "4", ["threads"] = "1", ["precision"] = "fp32" },
    };

    public async Task<Run> SubmitAsync(RunSpec spec, string? requestId = null) =>
        (await Training.SubmitRunAsync(new() { RequestId = requestId ?? Guid.NewGuid().ToString(), Spec = spec }, cancellationToken: TestContext.Current.CancellationToken)).Run;

    public async Task<Run> GetAsync(string id) =>
        (await Training.GetRunAsync(new() { RunId = id }, cancellationToken: TestContext.Current.CancellationToken)).Run;

    /// <summary>Watches until an event satisfies, or the run has ended; gives all events seen, that one included.</summary>
    public async Task<List<RunEvent>> WatchAsync(string id, string cursor = "", Func<RunEvent, bool>? until = null)
    {
        var events = new List<RunEvent>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(Patience);
        using var call = Training.WatchRun(new() { RunId = id, Cursor = cursor }, cancellationToken: end.Token);
        await foreach (var answer in call.ResponseStream.ReadAllAsync(end.Token))
        {
            events.Add(answer.Event);
            if (until?.Invoke(answer.Event) == true)
                break;
        }
        return events;
    }

    /// <summary>The run once it has ended.</summary>
    public async Task<Run> EndOfAsync(string id) => (await WatchAsync(id))[^1].Run;

    public ValueTask DisposeAsync() => Grid.DisposeAsync();
}
