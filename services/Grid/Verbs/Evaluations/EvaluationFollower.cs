using System.Globalization;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>Starts an evaluation and shows it as it goes on, until it has ended.</summary>
internal static class EvaluationFollower
{
    /// <exception cref="CommandFailedException">The evaluation did not succeed.</exception>
    public static async Task<Evaluation> RunAsync(
        GridConnection grid, StartEvaluationRequest request, string title, Output output, CancellationToken cancellation)
    {
        request.RequestId = Guid.NewGuid().ToString("n");
        var started = (await grid.Evaluation.StartEvaluationAsync(request, Calls.Unary(cancellation))).Evaluation;
        try
        {
            var ended = await output.TrackAsync(title, line => FollowAsync(grid, started, line, cancellation));
            return ended.State == EvaluationState.Succeeded ? ended : throw new CommandFailedException("EVALUATION_FAILED",
                $"The evaluation {ended.Id} of {ended.Model} ended {EnumText.Of(ended.State)} after {ended.Done} of {ended.Count}: {ended.Failure}");
        }
        catch when (cancellation.IsCancellationRequested)
        {
            // Nobody waits for it any more.
            await grid.Evaluation.CancelEvaluationAsync(new CancelEvaluationRequest { EvaluationId = started.Id }, Calls.Within(TimeSpan.FromSeconds(2), CancellationToken.None));
            throw;
        }
    }

    static async Task<Evaluation> FollowAsync(GridConnection grid, Evaluation started, IProgressLine line, CancellationToken cancellation)
    {
        var watch = Watching.Resume(
            (cursor, token) => grid.Evaluation.WatchEvaluation(new WatchEvaluationRequest { EvaluationId = started.Id, Cursor = cursor }, Calls.Stream(token)),
            answer => answer.Cursor, cancellation);
        await foreach (var answer in watch)
        {
            var seen = answer.Evaluation;
            line.Report(seen.Done, seen.Count, string.Create(CultureInfo.InvariantCulture, $"{seen.Done} of {seen.Count}"));
            if (seen.State is EvaluationState.Succeeded or EvaluationState.Failed or EvaluationState.Cancelled) return seen;
        }
        return (await grid.Evaluation.GetEvaluationAsync(new GetEvaluationRequest { EvaluationId = started.Id }, Calls.Unary(cancellation))).Evaluation;
    }
}
