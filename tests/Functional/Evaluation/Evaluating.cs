using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Message = Trm.Grid.Contracts.V1.Evaluation;

namespace Trm.Grid.Tests.Functional.Evaluation;

/// <summary>What the tests of evaluations do over and over.</summary>
internal static class Evaluating
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    public static async Task<Message> StartAsync(this AnswersGrid grid, ModelVersion version, Suite suite, string? id = null, string baseline = "") =>
        (await grid.Evaluation.StartEvaluationAsync(
            new() { RequestId = id ?? Guid.NewGuid().ToString(), VersionDigest = version.Digest, BaselineDigest = baseline, Suite = suite },
            cancellationToken: TestContext.Current.CancellationToken)).Evaluation;

    /// <summary>Waits until the evaluation has ended.</summary>
    public static Task<Message> EndAsync(this AnswersGrid grid, Message evaluation) =>
        grid.UntilAsync(evaluation, seen => seen.State is EvaluationState.Succeeded or EvaluationState.Failed or EvaluationState.Cancelled);

    /// <summary>Waits for an event of the evaluation.</summary>
    public static async Task<Message> UntilAsync(this AnswersGrid grid, Message evaluation, Func<Message, bool> holds)
    {
        await foreach (var (_, seen) in grid.WatchAsync(evaluation.Id))
            if (holds(seen))
                return seen;
        throw new InvalidOperationException($"{evaluation.Id} ended without what the test waits for");
    }

    public static async IAsyncEnumerable<(string Cursor, Message Evaluation)> WatchAsync(this AnswersGrid grid, string id, string cursor = "")
    {
        var cancel = TestContext.Current.CancellationToken;
        using var call = grid.Evaluation.WatchEvaluation(
            new() { EvaluationId = id, Cursor = cursor }, deadline: (TimeProvider.System.GetUtcNow() + Long).UtcDateTime, cancellationToken: cancel);
        while (await call.ResponseStream.MoveNext(cancel))
            yield return (call.ResponseStream.Current.Cursor, call.ResponseStream.Current.Evaluation);
    }
}
