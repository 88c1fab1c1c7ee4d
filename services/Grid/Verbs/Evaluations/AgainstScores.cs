using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What --json writes of the version that another was measured against, on the same instances.</summary>
/// <param name="Digest">Its identity.</param>
/// <param name="Metrics">Its own figures.</param>
/// <param name="Differences">By metric: how the measured version differs from it.</param>
internal sealed record AgainstScores(string Digest, SortedDictionary<string, double?> Metrics, SortedDictionary<string, DifferenceView> Differences)
{
    /// <returns>Null where it was measured alone.</returns>
    public static AgainstScores? Of(Evaluation evaluation) => evaluation.BaselineDigest.Length == 0 ? null
        : new(evaluation.BaselineDigest, Numbers.Finite(evaluation.BaselineMetrics), DifferenceView.Of(evaluation.Differences));
}

/// <param name="Count">Instances on which both have a value.</param>
/// <param name="Mean">The mean of the measured version's value less the other's.</param>
/// <param name="Low">A 95 % confidence interval of it begins here.</param>
/// <param name="High">And ends here.</param>
/// <param name="Higher">Instances on which the measured version's value is higher.</param>
/// <param name="Lower">Instances on which it is lower.</param>
internal sealed record DifferenceView(ulong Count, double Mean, double Low, double High, ulong Higher, ulong Lower)
{
    public static SortedDictionary<string, DifferenceView> Of(IEnumerable<KeyValuePair<string, PairedDifference>> differences) => new(differences.ToDictionary(
        one => one.Key, one => new DifferenceView(one.Value.Count, one.Value.Mean, one.Value.Low, one.Value.High, one.Value.Higher, one.Value.Lower)), StringComparer.Ordinal);
}
