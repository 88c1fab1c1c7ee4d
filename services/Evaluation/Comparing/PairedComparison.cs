using MathNet.Numerics.Distributions;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Runtime.Measuring;

namespace Trm.Grid.Evaluation.Comparing;

/// <summary>How a version differs from another on the same instances. What both do alike on an instance, be it hard or easy, cancels out.</summary>
internal static class PairedComparison
{
    private const double Confidence = 0.95;

    // The quantile that leaves half of the rest on each side.
    private const double Upper = (1 + Confidence) / 2;

    /// <summary>By metric, where both have values on the same instances.</summary>
    public static Dictionary<string, PairedDifference> Of(Measurement version, Measurement baseline) => version.ByInstance
        .Where(metric => baseline.ByInstance.ContainsKey(metric.Key))
        .Select(metric => (metric.Key, Difference: Of(metric.Value, baseline.ByInstance[metric.Key])))
        .Where(metric => metric.Difference is not null)
        .ToDictionary(metric => metric.Key, metric => metric.Difference!);

    private static PairedDifference? Of(InstanceValues version, InstanceValues baseline)
    {
        var pairs = version.Values.Zip(baseline.Values).Where(pair => !double.IsNaN(pair.First) && !double.IsNaN(pair.Second)).ToList();
        if (pairs.Count == 0)
            return null;
        var differences = pairs.ConvertAll(pair => pair.First - pair.Second);
        var largest = version.IsShare ? 1 : pairs.Max(pair => Math.Max(pair.First, pair.Second));
        var (low, high) = Interval(differences, largest, version.IsShare);
        return new()
        {
            Count = (ulong)differences.Count,
            Mean = differences.Average(),
            Low = low,
            High = high,
            Higher = (ulong)differences.Count(difference => difference > 0),
            Lower = (ulong)differences.Count(difference => difference < 0),
        };
    }

    /// <summary>
    /// Around the mean of the differences and of two more: an instance on which the version has the largest value and the baseline none, and one the other
    /// way round. Of shares that is Wald's interval as Bonett and Price adjust it (2012, Journal of Educational and Behavioral Statistics 37, 479-488) and
    /// Fagerland, Lydersen and Laake recommend it (2014, Statistics in Medicine 33, 2850-2875). Two versions may differ on few instances and much on
    /// those: without the two, an interval around none or one of them that were met would have no width, or far too little.
    /// </summary>
    private static (double Low, double High) Interval(List<double> differences, double largest, bool areShares)
    {
        List<double> all = [.. differences, largest, -largest];
        var mean = all.Average();
        var spread = Math.Sqrt(all.Average(difference => (difference - mean) * (difference - mean)) / all.Count);
        var reach = spread * (areShares ? Normal.InvCDF(0, 1, Upper) : StudentT.InvCDF(0, 1, all.Count - 1, Upper));
        return areShares ? (Math.Max(-1, mean - reach), Math.Min(1, mean + reach)) : (mean - reach, mean + reach);
    }
}
