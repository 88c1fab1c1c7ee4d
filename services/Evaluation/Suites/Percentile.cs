namespace Trm.Grid.Evaluation.Suites;

/// <summary>Percentiles by the nearest-rank method.</summary>
internal static class Percentile
{
    /// <param name="values">At least one.</param>
    /// <param name="share">Above 0, at most 1: 0.5 for the median.</param>
    public static double Of(IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
