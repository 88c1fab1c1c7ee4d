using System.Globalization;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Registry;

/// <summary>Whether an evaluation meets a gate.</summary>
internal static class GateCheck
{
    /// <summary>What is not met, in words; empty where all is.</summary>
    /// <param name="gate">What the model asks for.</param>
    /// <param name="outcome">What was found.</param>
    /// <param name="replaced">The version that the alias names now; null where it names none, or this very one.</param>
    public static IReadOnlyList<string> Unmet(Gate gate, EvaluationOutcome outcome, string? replaced)
    {
        var unmet = new List<string>();
        if (outcome.Count < gate.MinCount)
            unmet.Add(Text($"{outcome.Count} instances were asked, at least {gate.MinCount} are wanted"));
        foreach (var condition in gate.Conditions)
        {
            if (condition.HasAtLeast || condition.HasAtMost)
                Add(unmet, OfValue(condition, outcome));
            if (replaced is not null && (condition.HasDifferenceAtLeast || condition.HasDifferenceAtMost))
                Add(unmet, OfDifference(condition, outcome, replaced));
        }
        return unmet;
    }

    public static bool AsksNothing(Gate? gate) => gate is null || (gate.Conditions.Count == 0 && gate.MinCount == 0);

    /// <exception cref="GridException">INVALID_REQUEST with every fault.</exception>
    public static void RequireSound(Gate gate)
    {
        var faults = new List<FieldViolation>();
        for (var i = 0; i < gate.Conditions.Count; i++)
        {
            var condition = gate.Conditions[i];
            if (condition.Metric.Length is 0 or > 100)
                faults.Add(new($"gate.conditions[{i}].metric", "expected a metric's name"));
            if (!condition.HasAtLeast && !condition.HasAtMost && !condition.HasDifferenceAtLeast && !condition.HasDifferenceAtMost)
                faults.Add(new($"gate.conditions[{i}]", "expected at_least, at_most, difference_at_least or difference_at_most"));
            if (!AreBounds(condition.HasAtLeast, condition.AtLeast, condition.HasAtMost, condition.AtMost)
                || !AreBounds(condition.HasDifferenceAtLeast, condition.DifferenceAtLeast, condition.HasDifferenceAtMost, condition.DifferenceAtMost))
                faults.Add(new($"gate.conditions[{i}]", "expected finite bounds, the lower not above the upper"));
        }
        if (faults.Count > 0)
            throw GridException.Invalid(faults);
    }

    // Written so that a value that is not a number meets nothing, here and below.
    private static string? OfValue(GateCondition condition, EvaluationOutcome outcome) =>
        !outcome.Metrics.TryGetValue(condition.Metric, out var value) ? $"{condition.Metric} was not measured"
        : condition.HasAtLeast && !(value >= condition.AtLeast) ? Text($"{condition.Metric} is {value}, at least {condition.AtLeast} is wanted")
        : condition.HasAtMost && !(value <= condition.AtMost) ? Text($"{condition.Metric} is {value}, at most {condition.AtMost} is wanted")
        : null;

    private static string? OfDifference(GateCondition condition, EvaluationOutcome outcome, string replaced)
    {
        if (outcome.BaselineDigest != replaced)
            return $"{condition.Metric} was not compared with {replaced}, which the alias names now; evaluate against it";
        if (!outcome.Differences.TryGetValue(condition.Metric, out var found))
            return $"{condition.Metric} was not compared; compared were {(outcome.Differences.Count > 0 ? string.Join(", ", outcome.Differences.Keys.Order(StringComparer.Ordinal)) : "no metrics")}";
        var differs = Text($"{condition.Metric} differs by {found.Mean:0.####} from what the alias names now, 95 % confidence {found.Low:0.####} to {found.High:0.####} over {found.Count} instances");
        return condition.HasDifferenceAtLeast && !(found.Low >= condition.DifferenceAtLeast) ? Text($"{differs}; all of it at least {condition.DifferenceAtLeast} is wanted, and more instances make it narrower")
            : condition.HasDifferenceAtMost && !(found.High <= condition.DifferenceAtMost) ? Text($"{differs}; all of it at most {condition.DifferenceAtMost} is wanted, and more instances make it narrower")
            : null;
    }

    private static bool AreBounds(bool hasLow, double low, bool hasHigh, double high) => double.IsFinite(low) && double.IsFinite(high) && !(hasLow && hasHigh && low > high);

    private static void Add(List<string> unmet, string? what)
    {
        if (what is not null)
            unmet.Add(what);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
