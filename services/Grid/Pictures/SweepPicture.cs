using System.Globalization;
using SkiaSharp;

namespace Trm.Grid.Pictures;

/// <summary>One line of a sweep's plot.</summary>
/// <param name="Name">What was set.</param>
/// <param name="Values">One a seed.</param>
/// <param name="Mean">Null where there is no value.</param>
/// <param name="Spread">Standard deviation; null where there are fewer than two.</param>
internal sealed record SweepBar(string Name, IReadOnlyList<double> Values, double? Mean, double? Spread);

/// <summary>A sweep at a glance: a line for each combination, with a dot a seed, a disc for their mean and a whisker of one standard deviation to either side.</summary>
internal static class SweepPicture
{
    const float Line = 34, Margin = 28, Letters = 13, Scale = 640;

    static readonly SKColor Ink = new(0x22, 0x26, 0x2b), Blue = new(0x1f, 0x77, 0xb4), Pale = new(0xd8, 0xdd, 0xe2);

    /// <returns>A PNG.</returns>
    public static byte[] Draw(string title, IReadOnlyList<SweepBar> bars)
    {
        var left = Margin + bars.Max(bar => StrokeFont.Width(bar.Name, Letters)) + 24;
        var bottom = Margin + 44 + (Line * bars.Count);
        var (least, most) = RangeOf(bars);
        using var bitmap = new SKBitmap((int)(left + Scale + (2 * Margin)), (int)(bottom + 48));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            StrokeFont.Draw(canvas, title, Margin, Margin + 18, 17, Ink);
            for (var tick = 0; tick <= 4; tick++)
            {
                var value = least + ((most - least) * tick / 4);
                using var pen = new SKPaint { Color = Pale, StrokeWidth = 1 };
                canvas.DrawLine(X(value), Margin + 40, X(value), bottom, pen);
                var text = value.ToString("0.###", CultureInfo.InvariantCulture);
                StrokeFont.Draw(canvas, text, X(value) - (StrokeFont.Width(text, Letters) / 2), bottom + 22, Letters, Ink);
            }
            for (var i = 0; i < bars.Count; i++) DrawBar(canvas, bars[i], Margin + 44 + (Line * i) + (Line / 2));
        }
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();

        float X(double value) => left + (float)((value - least) / (most - least) * Scale);

        void DrawBar(SKCanvas canvas, SweepBar bar, float y)
        {
            StrokeFont.Draw(canvas, bar.Name, Margin, y + 5, Letters, Ink);
            using var pen = new SKPaint { Color = Blue, StrokeWidth = 3, IsAntialias = true, StrokeCap = SKStrokeCap.Round };
            using var faint = new SKPaint { Color = Blue.WithAlpha(120), IsAntialias = true };
            if (bar is { Mean: { } mean, Spread: { } spread }) canvas.DrawLine(X(Math.Max(least, mean - spread)), y, X(Math.Min(most, mean + spread)), y, pen);
            foreach (var value in bar.Values) canvas.DrawCircle(X(value), y, 4, faint);
            if (bar.Mean is { } middle) canvas.DrawCircle(X(middle), y, 6.5f, pen);
        }
    }

    static (double Least, double Most) RangeOf(IReadOnlyList<SweepBar> bars)
    {
        double[] all = [.. bars.SelectMany(bar => bar.Values)];
        if (all.Length == 0) return (0, 1);
        var room = Math.Max((all.Max() - all.Min()) * 0.08, 1e-3);
        return (all.Min() - room, all.Max() + room);
    }
}
