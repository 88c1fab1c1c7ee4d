using Trm.Grid.Contracts.V1;
using Trm.Grid.Evaluation.Comparing;
using Trm.Grid.Runtime.Measuring;

namespace Trm.Grid.Tests.Unit.Evaluation;

public class PairedComparisonTests
{
    /// <summary>Published examples: the first of Fagerland, Lydersen and Laake 2014, table V; the second of the R package statpsych, ci.prop.ps.</summary>
    [Theory]
    [InlineData(1, 7, 13, -0.2857, -0.5084, -0.0134)]
    [InlineData(26, 4, 18, 0.4583, 0.2548, 0.6252)]
    [InlineData(0, 0, 500, 0, -0.0055, 0.0055)]
    [InlineData(1, 0, 0, 1, -0.7335, 1)]
    public void Shares_are_compared_by_the_instances_on_which_they_differ(int higher, int lower, int same, double mean, double low, double high)
    {
        double[] version = [.. Enumerable.Repeat(1.0, higher), .. Enumerable.Repeat(0.0, lower), .. Enumerable.Repeat(1.0, same)];
        double[] baseline = [.. Enumerable.Repeat(0.0, higher), .. Enumerable.Repeat(1.0, lower), .. Enumerable.Repeat(1.0, same)];
        var found = Compare(version, baseline)!;
        Assert.Equal((mean, low, high), (Math.Round(found.Mean, 4), Math.Round(found.Low, 4), Math.Round(found.High, 4)));
        Assert.Equal(((ulong)(higher + lower + same), (ulong)higher, (ulong)lower), (found.Count, found.Higher, found.Lower));
    }

    [Fact]
    public void Means_are_compared_where_both_have_a_value()
    {
        var found = Compare([2, 4, double.NaN, 7, 5], [1, 2, 3, 4, double.NaN])!;
        // Differences 1, 2 and 3; Student's quantile of two degrees of freedom is 4.30265.
        Assert.Equal((2, 3ul, 3ul, 0ul), (found.Mean, found.Count, found.Higher, found.Lower));
        Assert.Equal(2 - (4.30265 / Math.Sqrt(3)), found.Low, 4);
        Assert.Equal(2 + (4.30265 / Math.Sqrt(3)), found.High, 4);
        Assert.Null(Compare([2, double.NaN], [3, 4]));
        Assert.Null(Compare([double.NaN, 1], [1, double.NaN]));
    }

    [Fact]
    public void What_only_one_of_the_two_has_is_not_compared()
    {
        var (version, baseline) = (new Measurement([]), new Measurement([]));
        version.Take("valid", [1, 1]);
        version.Take("cost_ratio", [1, 1.5]);
        baseline.Take("valid", [0, 0]);
        baseline.Take("cost_ratio", [double.NaN, double.NaN]);
        Assert.Equal(["valid"], PairedComparison.Of(version, baseline).Keys);
    }

    /// <summary>Of intervals around differences that are known, nineteen in twenty hold them, also where versions fail on the same hard instances.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(400)]
    public void Intervals_hold_the_true_difference_as_often_as_they_say(int instances)
    {
        const int Sets = 2000;
        var random = new Random(7);
        var (shares, means) = (0, 0);
        for (var set = 0; set < Sets; set++)
        {
            var (up, down, longer, shorter) = (new double[instances], new double[instances], new double[instances], new double[instances]);
            for (var i = 0; i < instances; i++)
            {
                // Half are hard: the versions solve 50 and 40 % of them, 95 and 95 % of the others.
                var hard = random.Next(2) == 0;
                (up[i], down[i]) = (Hit(hard ? 0.5 : 0.95), Hit(hard ? 0.4 : 0.95));
                var steps = hard ? 10 : 2;
                (longer[i], shorter[i]) = (steps + (3 * random.NextDouble()), steps + random.NextDouble());
            }
            shares += Compare(up, down) is { } share && share.Low <= 0.05 && 0.05 <= share.High ? 1 : 0;
            means += Compare(longer, shorter) is { } mean && mean.Low <= 1 && 1 <= mean.High ? 1 : 0;
        }
        Assert.InRange(shares / (double)Sets, 0.935, 0.975);
        Assert.InRange(means / (double)Sets, 0.935, 0.965);

        double Hit(double chance) => random.NextDouble() < chance ? 1 : 0;
    }

    private static PairedDifference? Compare(double[] version, double[] baseline)
    {
        var (one, other) = (new Measurement([]), new Measurement([]));
        one.Take("metric", version);
        other.Take("metric", baseline);
        return PairedComparison.Of(one, other).GetValueOrDefault("metric");
    }
}
