using System.Globalization;
using Grpc.Core;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Verbs;
using Trm.Grid.Verbs.Evaluations;
using Trm.Grid.Verbs.Models;

namespace Trm.Grid.Demo;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What the new version is worth, and the move of its alias with that as proof.</summary>
internal static class DemoProof
{
    const string BundledModel = "planner";
    const uint Queries = 200;
    const uint Cells = 32;
    const ulong Seed = 20_001;

    /// <summary>Half of the queries asked must have been measured, whatever their number.</summary>
    const ulong MinCount = Queries / 2;

    public static async Task<Evaluation> EvaluateAsync(GridConnection grid, Output output, ModelVersion version, CancellationToken cancellation)
    {
        await EndEarlierAsync(grid, version.Model, cancellation);
        var champion = await ChampionAsync(grid, cancellation);
        output.Say($"3. It is evaluated on {Queries} maps of {Cells}x{Cells} cells that it never saw, next to A*{(champion is null ? "" : $" and to {BundledModel}@champion")}:");
        var request = new StartEvaluationRequest
        {
            Model = version.Model,
            VersionDigest = version.Digest,
            BaselineDigest = champion ?? "",
            // One view: a network of two minutes fails often, and second looks at each failure would take as long as its training.
            Suite = new Suite { GeneratedPlanning = new GeneratedPlanning { Count = Queries, Cells = Cells, Seed = Seed }, MaxViews = 1 },
        };
        var evaluation = await EvaluationFollower.RunAsync(grid, request, "evaluating", output, cancellation);
        Tell(output, version.Model, PlanningScores.Of(evaluation));
        if (champion is not null)
        {
            Tell(output, $"{BundledModel}@champion", PlanningScores.Of(evaluation.Count, evaluation.BaselineMetrics));
            if (evaluation.Differences.TryGetValue("valid", out var differs))
                output.Say(string.Create(CultureInfo.InvariantCulture, $"   map by map the new one has {100 * differs.Mean:+0.0;-0.0;0} points of valid paths beside it, with 95 % confidence {100 * differs.Low:+0.0;-0.0;0} to {100 * differs.High:+0.0;-0.0;0}"));
        }
        return evaluation;
    }

    public static async Task PromoteAsync(
        GridConnection grid, Output output, ModelVersion version, Evaluation evaluation, double atLeastValid, CancellationToken cancellation)
    {
        var gate = new Gate { MinCount = MinCount, Conditions = { new GateCondition { Metric = "valid", AtLeast = atLeastValid } } };
        await grid.Registry.SetGateAsync(new SetGateRequest { Model = version.Model, Gate = gate }, Calls.Unary(cancellation));
        var promotion = await MoveAsync(grid, version, evaluation, cancellation);
        output.Say(string.Create(CultureInfo.InvariantCulture,
            $"   {promotion.Name}@{promotion.Alias} moves to version {promotion.Version}; proof: evaluation {promotion.Evaluation}, at least {atLeastValid:P0} valid asked."));
    }

    static async Task<Promotion> MoveAsync(GridConnection grid, ModelVersion version, Evaluation evaluation, CancellationToken cancellation)
    {
        try
        {
            return await ModelsPromoteVerb.MoveAsync(grid, version, ModelReference.Champion, evaluation.Id, cancellation);
        }
        catch (RpcException fault) when (GridError.From(fault).Reason == ErrorReason.GateNotMet)
        {
            throw new CommandFailedException("GATE_NOT_MET",
                $"{GridError.From(fault).Message}: what was learned is not good enough to be rolled out. Train longer with --budget-seconds, or ask for less with --gate-valid.", fault);
        }
    }

    /// <summary>A demo that was killed has left its evaluation behind; it would be measured first.</summary>
    static async Task EndEarlierAsync(GridConnection grid, string model, CancellationToken cancellation)
    {
        var evaluations = await Pages.AllAsync(
            token => grid.Evaluation.ListEvaluationsAsync(new ListEvaluationsRequest { PageToken = token }, Calls.Unary(cancellation)).ResponseAsync,
            page => page.Evaluations, page => page.NextPageToken);
        foreach (var left in evaluations.Where(one => one.Model == model && one.State is EvaluationState.Queued or EvaluationState.Running))
            await grid.Evaluation.CancelEvaluationAsync(new CancelEvaluationRequest { EvaluationId = left.Id }, Calls.Unary(cancellation));
    }

    /// <summary>The bundled planner's champion; null where none is bundled.</summary>
    static async Task<string?> ChampionAsync(GridConnection grid, CancellationToken cancellation) =>
        (await ModelQueries.FindAsync(grid, BundledModel, cancellation))?.Aliases.FirstOrDefault(alias => alias.Name == ModelReference.Champion)?.VersionDigest;

    static void Tell(Output output, string name, PlanningScores scores) => output.Say(
        $"   {name}: valid {Numbers.Text(scores.Valid, "0.0 %")}, optimal {Numbers.Text(scores.Optimal, "0.0 %")}, cost ratio {Numbers.Text(scores.CostRatio, "0.000")}, "
        + $"{Numbers.Text(scores.StepsMean, "0.0")} steps, {Numbers.Text(scores.P50Ms, "0.0")} ms (A* {Numbers.Text(scores.AstarP50Ms, "0.000")} ms)");
}
