namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What --json writes for the rows of one source.</summary>
/// <param name="Count">Rows asked.</param>
/// <param name="Exact">Share whose last answer as asked is the given one.</param>
/// <param name="Verified">Share with an answer at some step of some view that the checker takes.</param>
internal sealed record SourceScore(ulong Count, double Exact, double Verified)
{
    public static SortedDictionary<string, SourceScore> Of(Evaluation evaluation) =>
        new(evaluation.BySource.ToDictionary(source => source.Key, source => new SourceScore(source.Value.Count, source.Value.Exact, source.Value.Verified)), StringComparer.Ordinal);
}
