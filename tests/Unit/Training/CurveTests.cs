using Trm.Grid.Contracts.V1;
using Trm.Grid.Training;

namespace Trm.Grid.Tests.Unit.Training;

public class CurveTests
{
    [Fact]
    public void What_a_resumed_worker_repeats_replaces_what_was_said_before()
    {
        var joined = Curve.Join([Point(1, 9), Point(2, 8), Point(3, 7), Point(2, 5), Point(4, 4)]);
        Assert.Equal([(1ul, 9.0), (2ul, 5.0), (4ul, 4.0)], joined.Select(point => (point.Step, point.Values["loss"])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(500)]
    public void Thinned_curve_keeps_its_ends_its_peak_and_its_limit(int limit)
    {
        var points = Enumerable.Range(1, 5000).Select(i => Point((ulong)i * 3, i == 2718 ? 99 : i == 3141 ? -5 : 10.0 / i)).ToList();
        var thin = Curve.Thin(points, limit);
        Assert.True(thin.Count <= limit, $"{thin.Count} points where {limit} were asked for");
        Assert.Equal(3ul, thin[0].Step);
        Assert.Equal(thin.OrderBy(point => point.Step), thin);
        if (limit < 7) return;
        Assert.Equal(15000ul, thin[^1].Step);
        Assert.Contains(thin, point => point.Values["loss"] == 99);
        Assert.Contains(thin, point => point.Values["loss"] == -5);
    }

    [Fact]
    public void Held_out_measures_survive_thinning()
    {
        var points = Enumerable.Range(1, 900).Select(i => Point((ulong)i, 1.0 / i)).ToList();
        foreach (var measured in points.Where(point => point.Step % 90 == 0))
            measured.Values["held_out_cells"] = 0.5;
        Assert.Equal(10, Curve.Thin(points, 100).Count(point => point.Values.ContainsKey("held_out_cells")));
    }

    [Fact]
    public void Short_curve_stays_as_it_is()
    {
        var points = new List<CurvePoint> { Point(1, 1), Point(2, 2) };
        Assert.Same(points, Curve.Thin(points, 2));
        Assert.Empty(Curve.Thin([], 10));
    }

    private static CurvePoint Point(ulong step, double loss) => new() { Step = step, Values = { ["loss"] = loss } };
}
