using System.Globalization;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Registry;

/// <summary>Whether an evaluation meets a gate.</summary>
internal static class GateCheck
{
    /// <summary>What is not met, in words; empty where all is.</summary>
    public static IReadOnlyList<string> Unmet(Gate gate, EvaluationOutcome outcome)
    {
        var unmet = new List<string>();
        if (outcome.Count < gate.MinCount)
            unmet.Add(Text($"{outcome.Count} instances were asked, at least {gate.MinCount} are wanted"));
        foreach (var condition in gate.Conditions)
        {
            if (!outcome.Metrics.TryGetValue(condition.Metric, out var value))
                unmet.Add($"{condition.Metric} was not measured");
            // Written so that a value that is not a number meets nothing.
            else if (condition.HasAtLeast && !(value >= condition.AtLeast))
                unmet.Add(Text($"{condition.Metric} is {value}, at least {condition.AtLeast} is wanted"));
            else if (condition.HasAtMost && !(value <= condition.AtMost))
                unmet.Add(Text($"{condition.Metric} is {value}, at most {condition.AtMost} is wanted"));
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
            if (!condition.HasAtLeast && !condition.HasAtMost)
                faults.Add(new($"gate.conditions[{i}]", "expected at_least, at_most or both"));
            if (!double.IsFinite(condition.AtLeast) || !double.IsFinite(condition.AtMost) || (condition.HasAtLeast && condition.HasAtMost && condition.AtLeast > condition.AtMost))
                faults.Add(new($"gate.conditions[{i}]", "expected finite bounds, the lower not above the upper"));
        }
        if (faults.Count > 0)
            throw GridException.Invalid(faults);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
