using System.Text.Json.Serialization;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

/// <summary>What --json writes.</summary>
/// <param name="Preset">What was varied.</param>
/// <param name="Metric">The figure's name.</param>
/// <param name="Picture">Where the plot lies.</param>
/// <param name="Rows">One a combination, in the order of the grid.</param>
/// <param name="Failures">What became of runs that failed, a line each.</param>
internal sealed record SweepOutcome(string Preset, string Metric, string Picture, IReadOnlyList<SweepRow> Rows, IReadOnlyList<string> Failures);

/// <summary>One combination of settings.</summary>
internal sealed record SweepRow
{
    public required SortedDictionary<string, string> Settings { get; init; }
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>The metric of every seed; null where the run failed.</summary>
    public required IReadOnlyList<double?> Values { get; init; }

    /// <summary>Over the seeds that have a value; null where none has.</summary>
    public required double? MetricMean { get; init; }

    /// <summary>Standard deviation over the seeds (n - 1); null where fewer than two have a value.</summary>
    public required double? MetricSpread { get; init; }

    public static SweepRow Of(SortedDictionary<string, string> settings, IReadOnlyList<ulong> seeds, IReadOnlyList<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        double? mean = known.Length > 0 ? known.Average() : null;
        return new()
        {
            Settings = settings,
            Seeds = seeds,
            Values = [.. values.Select(Numbers.Finite)],
            MetricMean = Numbers.Finite(mean),
            MetricSpread = known.Length > 1 ? Math.Sqrt(known.Sum(value => (value - mean!.Value) * (value - mean.Value)) / (known.Length - 1)) : null,
        };
    }

    /// <summary>The settings in one line.</summary>
    [JsonIgnore]
    public string Name => Settings.Count == 0 ? "as the preset has it" : string.Join(", ", Settings.Select(setting => $"{setting.Key}={setting.Value}"));
}
