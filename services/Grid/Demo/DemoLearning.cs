using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Packages;
using Trm.Grid.Verbs.Grids;
using Trm.Grid.Verbs.Runs;

namespace Trm.Grid.Demo;

/// <summary>A planner trained from scratch for the demo, as it stands in the registry.</summary>
internal sealed record DemoLearning(ModelVersion Version, DemoTraining Figures)
{
    public const string ModelName = "demo-planner";
    const string Preset = "planner-demo";
    const ulong Seed = 1;

    public static async Task<DemoLearning> TrainAsync(GridConnection grid, Output output, TimeSpan budget, CancellationToken cancellation)
    {
        await EndEarlierAsync(grid, cancellation);
        output.Say(string.Create(CultureInfo.InvariantCulture, $"2. A planner learns from scratch on generated maps, about {budget.TotalSeconds:0} seconds:"));
        var spec = new RunSpec { Preset = Preset, ModelName = ModelName, Seed = Seed, Budget = Duration.FromTimeSpan(budget) };
        var submitted = (await grid.Training.SubmitRunAsync(new SubmitRunRequest { RequestId = Guid.NewGuid().ToString("n"), Spec = spec }, Calls.Unary(cancellation))).Run;
        try
        {
            var run = RunFailures.Demand(await RunFollower.FollowAsync(grid, submitted.Id, "training", output, cancellation));
            var pulled = await grid.Packages.PullAsync(ModelReference.Of(Digest.Parse(run.VersionDigest), ModelName), cancellationToken: cancellation);
            var figures = new DemoTraining(run.TrainingSeconds, run.Step, run.Parameters, Numbers.Metric(run.Metrics, "valid"));
            Tell(output, figures, pulled);
            return new DemoLearning(pulled.Version, figures);
        }
        catch when (cancellation.IsCancellationRequested)
        {
            // Nobody waits for it any more, and the next start shall not go on with it.
            await CancelAsync(grid, submitted.Id);
            throw;
        }
    }

    /// <summary>A demo that was killed has left its run behind; a grid that starts again goes on with it.</summary>
    static async Task EndEarlierAsync(GridConnection grid, CancellationToken cancellation)
    {
        var runs = await Pages.AllAsync(
            token => grid.Training.ListRunsAsync(new ListRunsRequest { PageToken = token }, Calls.Unary(cancellation)).ResponseAsync,
            page => page.Runs, page => page.NextPageToken);
        foreach (var run in runs.Where(run => run.Spec.ModelName == ModelName && run.State is RunState.Queued or RunState.Running))
            await CancelAsync(grid, run.Id);
    }

    static async Task CancelAsync(GridConnection grid, string id)
    {
        try
        {
            await grid.Training.CancelRunAsync(new CancelRunRequest { RunId = id }, Calls.Within(TimeSpan.FromSeconds(5), CancellationToken.None));
        }
        catch (Grpc.Core.RpcException fault) when (GridError.From(fault).Reason == ErrorReason.RunEnded)
        {
            // It ended by itself meanwhile.
        }
    }

    static void Tell(Output output, DemoTraining figures, PulledPackage pulled)
    {
        var manifest = pulled.Package.Manifest;
        output.Say(string.Create(CultureInfo.InvariantCulture,
            $"   {figures.Parameters:N0} parameters, {figures.Steps:N0} steps in {figures.Seconds:0} s; {figures.Valid:P1} of unseen queries valid by the network alone."));
        var files = manifest.Files.Where(file => file.Role.StartsWith("onnx", StringComparison.Ordinal)).Select(file => $"{file.Role} {Numbers.Bytes((ulong)file.Size)}");
        output.Say($"   Exported ({string.Join(", ", files)}); the graphs answer as the trained network does on its golden vectors ({string.Join(", ", manifest.Tolerances.Keys.Order(StringComparer.Ordinal))}).");
        output.Say($"   Signed and registered as {pulled.Version.Model} version {pulled.Version.Number}, {pulled.Version.Digest}.");
    }
}
