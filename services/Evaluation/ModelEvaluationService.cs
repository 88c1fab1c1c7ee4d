using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Evaluation.Runs;
using Trm.Grid.Evaluation.Suites;
using Trm.Grid.Hosting;

namespace Trm.Grid.Evaluation;

/// <summary>The rpcs of ModelEvaluation.</summary>
[Allow(CallerRole.Trainer, CallerRole.Operator)]
internal sealed class ModelEvaluationService(EvaluationLedger ledger, EvaluationQueue queue, SuiteReader suites, RegistryClient registry) : ModelEvaluation.ModelEvaluationBase
{
    public override async Task<StartEvaluationResponse> StartEvaluation(StartEvaluationRequest request, ServerCallContext context)
    {
        request.Suite ??= new Suite();
        if (await ledger.KnownAsync(request, context.CancellationToken).ConfigureAwait(false) is { } known)
            return new StartEvaluationResponse { Evaluation = known };
        SuiteCheck.Require(request);
        var version = await FindAsync(request.Model, request.VersionDigest, context).ConfigureAwait(false);
        SuiteCheck.RequirePrecision(version, request.Precision);
        if (request.BaselineDigest.Length > 0)
        {
            var baseline = await FindAsync("", request.BaselineDigest, context).ConfigureAwait(false);
            SuiteCheck.RequireComparable(version, baseline);
            SuiteCheck.RequirePrecision(baseline, request.Precision);
            await RequireFitAsync(request.Suite, baseline, context.CancellationToken).ConfigureAwait(false);
        }
        var count = await suites.CountAsync(request.Suite, SuiteCheck.ManifestOf(version), context.CancellationToken).ConfigureAwait(false);
        var evaluation = await ledger.StartAsync(request, version, count, context.CancellationToken).ConfigureAwait(false);
        queue.Wake();
        return new StartEvaluationResponse { Evaluation = evaluation };
    }

    public override async Task<GetEvaluationResponse> GetEvaluation(GetEvaluationRequest request, ServerCallContext context) =>
        new() { Evaluation = await ledger.GetAsync(request.EvaluationId, context.CancellationToken).ConfigureAwait(false) };

    public override async Task<ListEvaluationsResponse> ListEvaluations(ListEvaluationsRequest request, ServerCallContext context)
    {
        var (evaluations, next) = await ledger.ListAsync(request.PageToken, request.PageSize, context.CancellationToken).ConfigureAwait(false);
        return new ListEvaluationsResponse { Evaluations = { evaluations }, NextPageToken = next };
    }

    public override async Task WatchEvaluation(WatchEvaluationRequest request, IServerStreamWriter<WatchEvaluationResponse> responseStream, ServerCallContext context)
    {
        await foreach (var (cursor, evaluation) in ledger.WatchAsync(request.EvaluationId, request.Cursor, context.CancellationToken).ConfigureAwait(false))
            await responseStream.WriteAsync(new WatchEvaluationResponse { Cursor = cursor, Evaluation = evaluation }, context.CancellationToken).ConfigureAwait(false);
    }

    public override async Task<CancelEvaluationResponse> CancelEvaluation(CancelEvaluationRequest request, ServerCallContext context)
    {
        var (evaluation, _) = await ledger.ApplyAsync(request.EvaluationId, EvaluationSignal.CancelAsked, cancellation: context.CancellationToken).ConfigureAwait(false);
        queue.Cancel(evaluation.Id);
        return new CancelEvaluationResponse { Evaluation = evaluation };
    }

    /// <exception cref="GridException">As of the version itself, with the baseline's name.</exception>
    private async Task RequireFitAsync(Suite suite, ModelVersion baseline, CancellationToken cancellation)
    {
        try
        {
            await suites.CountAsync(suite, SuiteCheck.ManifestOf(baseline), cancellation).ConfigureAwait(false);
        }
        catch (GridException fault)
        {
            throw new GridException(fault.Reason, $"comparing with {baseline.Model} version {baseline.Number}: {fault.Message}", fault);
        }
    }

    private async Task<ModelVersion> FindAsync(string model, string digest, ServerCallContext context)
    {
        var reference = digest.Length == 0 ? ModelReference.Parse(model) : ModelReference.Parse(model.Length == 0 ? digest : $"{model}@{digest}");
        return await registry.FindAsync(reference, context.CancellationToken).ConfigureAwait(false);
    }
}
