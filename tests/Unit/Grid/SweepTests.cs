using SkiaSharp;
using Trm.Grid.Pictures;
using Trm.Grid.Verbs;
using Trm.Grid.Verbs.Runs;

namespace Trm.Grid.Tests.Unit.Grid;

public class SweepTests
{
    [Fact]
    public void Every_combination_of_the_grids_values_is_a_row()
    {
        var sweep = SweepFile.Parse("""{"preset": "sudoku4", "steps": 20, "seeds": [1, 2], "metric": "valid", "settings": {"threads": 1}, "grid": {"ema": [0, 0.999], "halting": ["bce", "fixed"]}}""");
        Assert.Equal(["ema=0, halting=bce", "ema=0, halting=fixed", "ema=0.999, halting=bce", "ema=0.999, halting=fixed"],
            sweep.Combinations.Select(settings => SweepRow.Of(settings, sweep.Seeds, []).Name));
        Assert.Equal(("1", 20u), (sweep.Settings["threads"], sweep.Steps));
    }

    [Theory]
    [InlineData("[]", "expected an object")]
    [InlineData("""{"preset": "a", "seeds": [1], "grid": {}}""", "metric is not there")]
    [InlineData("""{"preset": "a", "seeds": [], "metric": "m", "grid": {}}""", "at least one")]
    [InlineData("""{"preset": "a", "seeds": [1], "metric": "m", "grid": {"ema": []}}""", "at least one value")]
    [InlineData("""{"preset": "a", "seeds": [1], "metric": "m", "grid": {}, "step": 3}""", "nothing is called step")]
    [InlineData("""{"preset": "a", "seeds": [1], "metric": "m", "grid": {}, "steps": 3, "budget_minutes": 1}""", "not both")]
    [InlineData("""{"preset": "a", "seeds": [-1], "metric": "m", "grid": {}}""", "seeds must be whole numbers from 0, got -1")]
    public void File_that_is_no_sweep_is_refused_with_what_is_expected(string text, string said)
    {
        var fault = Assert.Throws<CommandFailedException>(() => SweepFile.Parse(text));
        Assert.Equal("SWEEP_INVALID", fault.Reason);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_has_the_seeds_mean_and_standard_deviation_and_leaves_out_runs_without_a_figure()
    {
        var row = SweepRow.Of([], [1, 2, 3], [0.5, null, 0.7]);
        Assert.Equal(0.6, row.MetricMean!.Value, 12);
        Assert.Equal(Math.Sqrt(0.02), row.MetricSpread!.Value, 12);
        Assert.Null(SweepRow.Of([], [1], [0.5]).MetricSpread);
        Assert.Null(SweepRow.Of([], [1], [null]).MetricMean);
    }

    [Fact]
    public void Plot_has_a_disc_for_each_mean_where_it_lies_and_none_where_nothing_was_measured()
    {
        var bars = new[] { new SweepBar("ema=0", [0.5, 0.7], 0.6, 0.14), new SweepBar("ema=1", [0.9, 0.9], 0.9, 0), new SweepBar("ema=2", [], null, null) };
        using var picture = SKBitmap.Decode(SweepPicture.Draw("sudoku4: valid", bars));
        // The discs and whiskers alone are of this blue; a line of the plot is 34 pixels high, the first below 72.
        var blue = Enumerable.Range(0, bars.Length).Select(bar => (from y in Enumerable.Range(72 + (34 * bar), 34) from x in Enumerable.Range(0, picture.Width)
                                                                   where picture.GetPixel(x, y) == new SKColor(0x1f, 0x77, 0xb4) select x).ToList()).ToList();
        Assert.True(blue[0].Count > 300 && blue[1].Count > 80, $"{blue[0].Count} and {blue[1].Count}");
        Assert.True(blue[0].Average() < blue[1].Average());
        Assert.Empty(blue[2]);
    }
}
