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
    [InlineData(0, 1, 0, -1, -1, 0.7335)]
    public void Shares_are_compared_by_the_instances_on_which_they_differ(int higher, int lower, int same, double mean, double low, double high)
    {
        double[] version = [.. Enumerable.Repeat(1.0, higher), .. Enumerable.Repeat(0.0, lower), .. Enumerable.Repeat(1.0, same)];
        double[] baseline = [.. Enumerable.Repeat(0.0, higher), .. Enumerable.Repeat(1.0, lower), .. Enumerable.Repeat(1.0, same)];
        var found = Compare(version, baseline, areShares: true)!;
        Assert.Equal((mean, low, high), (Math.Round(found.Mean, 4), Math.Round(found.Low, 4), Math.Round(found.High, 4)));
        Assert.Equal(((ulong)(higher + lower + same), (ulong)higher, (ulong)lower), (found.Count, found.Higher, found.Lower));
    }

    /// <summary>The kind of a metric decides, not the values that happen to be seen.</summary>
    [Fact]
    public void Interval_does_not_shrink_where_one_instance_has_another_value()
    {
        // Shares of a task's tests: none right, and one half right in both.
        double[] none = new double[20], half = [0.5, .. new double[19]];
        Assert.Equal(Compare(none, none, areShares: true)!.High, Compare(half, half, areShares: true)!.High, 12);
        Assert.Equal(0.126, Compare(half, half, areShares: true)!.High, 3);
        double[] best = [.. Enumerable.Repeat(1.0, 500)], almost = [.. best[1..], 1.0001];
        Assert.Equal(Compare(best, best)!.High, Compare(almost, almost)!.High, 6);
        Assert.InRange(Compare(best, best)!.High, 0.005, 0.006);
        // Two instances alike say next to nothing.
        Assert.InRange(Compare([3, 3], [3, 3])!.High, 3, 4);
        Assert.InRange(Compare([3], [3])!.High, 6, 12);
    }

    [Fact]
    public void Means_are_compared_where_both_have_a_value()
    {
        var found = Compare([2, 4, double.NaN, 7, 5], [1, 2, 3, 4, double.NaN])!;
        // Differences 1, 2 and 3, and 7 and -7 beside them: 5 of them, Student's quantile of four degrees of freedom is 2.77645.
        Assert.Equal((2, 3ul, 3ul, 0ul), (found.Mean, found.Count, found.Higher, found.Lower));
        var reach = 2.77645 * Math.Sqrt(((1 + 4 + 9 + 49 + 49) / 5.0 - 1.44) / 5);
        Assert.Equal(1.2 - reach, found.Low, 4);
        Assert.Equal(1.2 + reach, found.High, 4);
        Assert.Null(Compare([double.NaN, 1], [1, double.NaN]));
        // The largest value may be the other's.
        var (fewer, more) = (Compare([1, 1, 2], [3, 9, 3])!, Compare([3, 9, 3], [1, 1, 2])!);
        Assert.Equal((-more.High, -more.Low), (fewer.Low, fewer.High));
    }

    [Fact]
    public void What_only_one_of_the_two_has_is_not_compared()
    {
        var (version, baseline) = (new Measurement([]), new Measurement([]));
        version.TakeShare("valid", [true, true]);
        version.Take("cost_ratio", [1, 1.5]);
        baseline.TakeShare("valid", [false, false]);
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
                (longer[i], shorter[i]) = (steps + (9 * random.NextDouble()), steps + (7 * random.NextDouble()));
            }
            shares += Holds(Compare(up, down, areShares: true)!, 0.05) ? 1 : 0;
            means += Holds(Compare(longer, shorter)!, 1) ? 1 : 0;
        }
        Assert.InRange(shares / (double)Sets, 0.935, 0.975);
        Assert.InRange(means / (double)Sets, 0.945, 1);

        double Hit(double chance) => random.NextDouble() < chance ? 1 : 0;
    }

    /// <summary>Two planners that are nearly always optimal differ on one map in so many, and there by much: a set may hold none of those.</summary>
    [Theory]
    [InlineData(100, 0.01)]
    [InlineData(500, 0.002)]
    [InlineData(500, 0.008)]
    [InlineData(500, 0.03)]
    public void Intervals_hold_rare_and_one_sided_differences_too(int instances, double rarity)
    {
        const int Sets = 1000;
        var random = new Random(11);
        var held = 0;
        for (var set = 0; set < Sets; set++)
        {
            double[] best = [.. Enumerable.Repeat(1.0, instances)];
            var worse = Array.ConvertAll(best, cost => cost + (random.NextDouble() < rarity ? -0.5 * Math.Log(1 - random.NextDouble()) : 0));
            held += Holds(Compare(worse, best)!, 0.5 * rarity) ? 1 : 0;
        }
        Assert.InRange(held / (double)Sets, 0.94, 1);
    }

    private static bool Holds(PairedDifference interval, double difference) => interval.Low <= difference && difference <= interval.High;

    private static PairedDifference? Compare(double[] version, double[] baseline, bool areShares = false)
    {
        var (one, other) = (new Measurement([]), new Measurement([]));
        foreach (var (measured, values) in new[] { (one, version), (other, baseline) })
            if (areShares)
                measured.TakeShare("metric", values);
            else
                measured.Take("metric", values);
        return PairedComparison.Of(one, other).GetValueOrDefault("metric");
    }
}
