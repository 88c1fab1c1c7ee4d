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

    /// <summary>By metric, where both have values on the same instances: on one for shares, on two for other means, below which nothing is known of their spread.</summary>
    public static Dictionary<string, PairedDifference> Of(Measurement version, Measurement baseline) => version.ByInstance
        .Where(metric => baseline.ByInstance.ContainsKey(metric.Key))
        .Select(metric => (metric.Key, Difference: Of(metric.Value, baseline.ByInstance[metric.Key])))
        .Where(metric => metric.Difference is not null)
        .ToDictionary(metric => metric.Key, metric => metric.Difference!);

    private static PairedDifference? Of(double[] version, double[] baseline)
    {
        var pairs = version.Zip(baseline).Where(pair => !double.IsNaN(pair.First) && !double.IsNaN(pair.Second)).ToList();
        var differences = pairs.ConvertAll(pair => pair.First - pair.Second);
        var isShare = pairs.TrueForAll(pair => pair is { First: 0 or 1, Second: 0 or 1 });
        if (differences.Count < (isShare ? 1 : 2))
            return null;
        var (higher, lower) = (differences.Count(difference => difference > 0), differences.Count(difference => difference < 0));
        var (low, high) = isShare ? OfShares(higher, lower, differences.Count) : OfMeans(differences);
        return new() { Count = (ulong)differences.Count, Mean = differences.Average(), Low = low, High = high, Higher = (ulong)higher, Lower = (ulong)lower };
    }

    /// <summary>
    /// Wald's interval with one instance more on each side (Bonett and Price 2012, Journal of Educational and Behavioral Statistics 37, 479-488), which
    /// Fagerland, Lydersen and Laake (2014, Statistics in Medicine 33, 2850-2875) recommend: it has a width also where no instance differs.
    /// </summary>
    private static (double Low, double High) OfShares(int higher, int lower, int count)
    {
        var (up, down) = ((higher + 1.0) / (count + 2), (lower + 1.0) / (count + 2));
        var reach = Normal.InvCDF(0, 1, Upper) * Math.Sqrt((up + down - ((up - down) * (up - down))) / (count + 2));
        return (Math.Max(-1, up - down - reach), Math.Min(1, up - down + reach));
    }

    /// <summary>Student's interval of the mean difference.</summary>
    private static (double Low, double High) OfMeans(List<double> differences)
    {
        var mean = differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Count - 1);
        var reach = StudentT.InvCDF(0, 1, differences.Count - 1, Upper) * Math.Sqrt(variance / differences.Count);
        return (mean - reach, mean + reach);
    }
}
