using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Verbs.Evaluations;

namespace Trm.Grid.Verbs.Models;

/// <summary>A model as scripts read it.</summary>
internal sealed record ModelView(
    string Name, string Task, uint Versions, SortedDictionary<string, AliasView> Aliases, GateView? Gate)
{
    public static ModelView Of(Model model) => new(model.Name, model.Task, model.Versions, AliasesOf(model), GateView.Of(model.Gate));

    public static SortedDictionary<string, AliasView> AliasesOf(Model model)
    {
        var aliases = new SortedDictionary<string, AliasView>(StringComparer.Ordinal);
        foreach (var alias in model.Aliases) aliases[alias.Name] = AliasView.Of(alias);
        return aliases;
    }
}

/// <param name="Number">The version's number within the model.</param>
/// <param name="Digest">The version's identity.</param>
/// <param name="Revision">Grows with every move.</param>
/// <param name="Evaluation">The proof with which it moved; null where none was asked.</param>
internal sealed record AliasView(uint Number, string Digest, ulong Revision, string? Evaluation, DateTime? MovedAt)
{
    public static AliasView Of(Alias alias) => new(alias.VersionNumber, alias.VersionDigest, alias.Revision,
        alias.EvaluationId.Length > 0 ? alias.EvaluationId : null, alias.MovedAt?.ToDateTime());
}

/// <summary>What an evaluation must show before an alias moves.</summary>
internal sealed record GateView(ulong MinCount, IReadOnlyList<GateConditionView> Conditions)
{
    /// <returns>Null where it asks nothing.</returns>
    public static GateView? Of(Gate? gate) => gate is null or { MinCount: 0, Conditions.Count: 0 } ? null : new GateView(gate.MinCount, [.. gate.Conditions.Select(GateConditionView.Of)]);
}

/// <summary>Bounds on a metric, and on its difference to the version that the alias names now.</summary>
internal sealed record GateConditionView(string Metric, double? AtLeast, double? AtMost, double? DifferenceAtLeast, double? DifferenceAtMost)
{
    public static GateConditionView Of(GateCondition one) => new(one.Metric,
        one.HasAtLeast ? one.AtLeast : null, one.HasAtMost ? one.AtMost : null, one.HasDifferenceAtLeast ? one.DifferenceAtLeast : null, one.HasDifferenceAtMost ? one.DifferenceAtMost : null);
}

/// <summary>What an evaluation found, as it is attached to a version.</summary>
internal sealed record OutcomeView(
    string Id, string Suite, ulong Count, SortedDictionary<string, double?> Metrics, DateTime? EndedAt, string? BaselineDigest,
    SortedDictionary<string, double?> BaselineMetrics, SortedDictionary<string, DifferenceView> Differences, SortedDictionary<uint, double> ByStep, SortedDictionary<uint, double> VerifiedByStep)
{
    public static OutcomeView Of(EvaluationOutcome outcome) => new(outcome.EvaluationId, outcome.Suite, outcome.Count, Numbers.Finite(outcome.Metrics),
        outcome.EndedAt?.ToDateTime(), outcome.BaselineDigest.Length > 0 ? outcome.BaselineDigest : null, Numbers.Finite(outcome.BaselineMetrics), DifferenceView.Of(outcome.Differences),
        new(outcome.ByStep), new(outcome.VerifiedByStep));
}
