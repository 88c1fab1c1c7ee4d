using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Training.Runs;
using Trm.Grid.Training.Workers;

namespace Trm.Grid.Training;

/// <summary>The rpcs of TrainingRuns.</summary>
[Allow(CallerRole.Trainer, CallerRole.Operator)]
internal sealed class TrainingRunsService(RunLedger ledger, RunQueue queue, TrainerProgram trainer, PackageHandover handover) : TrainingRuns.TrainingRunsBase
{
    private const int UsualPoints = 500;
    private const int MostPoints = 10_000;

    public override async Task<SubmitRunResponse> SubmitRun(SubmitRunRequest request, ServerCallContext context)
    {
        request.Spec ??= new RunSpec();
        if (await ledger.KnownAsync(request, context.CancellationToken).ConfigureAwait(false) is { } known)
            return new SubmitRunResponse { Run = known };
        RunSpecCheck.Require(request.Spec);
        var preset = RunSpecCheck.RequirePreset(request.Spec.Preset, await PresetsAsync(context.CancellationToken).ConfigureAwait(false));
        RunSpecCheck.RequireFit(request.Spec, preset);
        var spec = request.Spec.Clone();
        if (spec.ModelName.Length == 0)
            spec.ModelName = preset.ModelName.Length > 0 ? preset.ModelName : preset.Task;
        await handover.RequireWelcomeAsync(spec.ModelName, preset.Task, context.CancellationToken).ConfigureAwait(false);
        var run = await ledger.SubmitAsync(request, spec, context.CancellationToken).ConfigureAwait(false);
        queue.Wake();
        return new SubmitRunResponse { Run = run };
    }

    public override async Task<GetRunResponse> GetRun(GetRunRequest request, ServerCallContext context) =>
        new() { Run = await ledger.GetAsync(request.RunId, context.CancellationToken).ConfigureAwait(false) };

    public override async Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var (runs, next) = await ledger.ListAsync(request.PageToken, request.PageSize, context.CancellationToken).ConfigureAwait(false);
        return new ListRunsResponse { Runs = { runs }, NextPageToken = next };
    }

    public override async Task WatchRun(WatchRunRequest request, IServerStreamWriter<WatchRunResponse> responseStream, ServerCallContext context)
    {
        await foreach (var entry in ledger.WatchAsync(request.RunId, request.Cursor, context.CancellationToken).ConfigureAwait(false))
            await responseStream.WriteAsync(new WatchRunResponse { Event = entry }, context.CancellationToken).ConfigureAwait(false);
    }

    public override async Task<CancelRunResponse> CancelRun(CancelRunRequest request, ServerCallContext context)
    {
        var (run, moved) = await ledger.ApplyAsync(request.RunId, RunSignal.CancelAsked, "asked to stop", cancellation: context.CancellationToken).ConfigureAwait(false);
        if (!moved)
            throw new GridException(ErrorReason.RunEnded, $"cancelling run {run.Id}: expected one that waits or runs, it has {run.State.ToString().ToLowerInvariant()}");
        queue.Cancel(run.Id);
        return new CancelRunResponse { Run = run };
    }

    public override async Task<GetCurveResponse> GetCurve(GetCurveRequest request, ServerCallContext context)
    {
        var limit = request.MaxPoints == 0 ? UsualPoints : (int)Math.Min(request.MaxPoints, MostPoints);
        var points = await ledger.CurveAsync(request.RunId, context.CancellationToken).ConfigureAwait(false);
        return new GetCurveResponse { Points = { Curve.Thin(points, limit) } };
    }

    public override async Task<ListPresetsResponse> ListPresets(ListPresetsRequest request, ServerCallContext context) =>
        new() { Presets = { await PresetsAsync(context.CancellationToken).ConfigureAwait(false) } };

    private Task<IReadOnlyList<Preset>> PresetsAsync(CancellationToken cancellation) => trainer.Exists
        ? trainer.PresetsAsync(cancellation)
        : throw new GridException(ErrorReason.TrainerMissing, $"training: expected the trainer's program at '{trainer.Path}', no file lies there; build services/Trainer, or name the program in TRMGRID_TRAINER");
}
