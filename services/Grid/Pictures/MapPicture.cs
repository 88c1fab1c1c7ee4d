using SkiaSharp;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Pictures;

/// <summary>
/// Draws a map with paths: obstacles dark, costs as shades of grey, unknown space bluish; a device's paths in its colour, the network's as whole
/// lines, those of A* dashed; a ring where a path starts, a disc where it ends.
/// </summary>
internal static class MapPicture
{
    const float LongSide = 1400;
    const float Margin = 28;
    const float LegendWidth = 300;
    const float Letters = 15;

    static readonly SKColor Ink = new(0x22, 0x26, 0x2b);
    static readonly SKColor[] Colours =
        [new(0xd6, 0x27, 0x28), new(0x1f, 0x77, 0xb4), new(0x2c, 0xa0, 0x2c), new(0xff, 0x7f, 0x0e), new(0x94, 0x67, 0xbd), new(0x17, 0xbe, 0xcf)];

    /// <param name="map">The map as it was read: its obstacles.</param>
    /// <param name="costs">The map that was planned on, inflated: its costs. Lies in the same world.</param>
    /// <param name="paths">What was planned.</param>
    /// <param name="title">One line above the map.</param>
    /// <returns>A PNG.</returns>
    public static byte[] Draw(CostMap map, CostMap costs, IReadOnlyList<DrawnPath> paths, string title)
    {
        var frame = new MapFrame(map, Margin, Margin + 44, LongSide);
        string[] devices = [.. paths.Select(path => path.Device).Distinct().Order(StringComparer.Ordinal)];
        using var bitmap = new SKBitmap((int)(frame.Bounds.Right + Margin + LegendWidth), (int)Math.Max(frame.Bounds.Bottom + Margin, 260 + (60 * devices.Length)));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            StrokeFont.Draw(canvas, title, Margin, Margin + 20, 18, Ink);
            DrawGround(canvas, frame, map, costs);
            foreach (var path in paths) DrawPath(canvas, frame, path, Colour(devices, path.Device), Array.IndexOf(devices, path.Device));
            DrawLegend(canvas, frame, devices, paths);
        }
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    static SKColor Colour(string[] devices, string device) => Colours[Math.Max(0, Array.IndexOf(devices, device)) % Colours.Length];

    static void DrawGround(SKCanvas canvas, MapFrame frame, CostMap map, CostMap costs)
    {
        using var brush = new SKPaint { Style = SKPaintStyle.Fill };
        canvas.Save();
        canvas.ClipRect(frame.Bounds);
        for (var y = 0; y < costs.Height; y++)
            for (var x = 0; x < costs.Width; x++)
            {
                brush.Color = Ground(costs[x, y]);
                canvas.DrawRect(frame.Of(costs, new Cell(x, y)), brush);
            }
        for (var y = 0; y < map.Height; y++)
            for (var x = 0; x < map.Width; x++)
                if (map[x, y] is CellCost.Lethal)
                {
                    brush.Color = Ink;
                    canvas.DrawRect(frame.Of(map, new Cell(x, y)), brush);
                }
        canvas.Restore();
        using var border = new SKPaint { Color = Ink, Style = SKPaintStyle.Stroke, StrokeWidth = 2, IsAntialias = true };
        canvas.DrawRect(frame.Bounds, border);
    }

    static SKColor Ground(byte cost) => cost switch
    {
        CellCost.Unknown => new SKColor(0xcf, 0xd8, 0xe3),
        CellCost.Lethal => new SKColor(0x8a, 0x8f, 0x96),
        CellCost.Inscribed => new SKColor(0xa6, 0xab, 0xb1),
        _ => Grey((byte)(252 - (cost * 70 / CellCost.MaxPassable))),
    };

    static SKColor Grey(byte level) => new(level, level, level);

    static void DrawPath(SKCanvas canvas, MapFrame frame, DrawnPath path, SKColor colour, int lane)
    {
        if (path.Points.Count == 0) return;
        // Two devices on one corridor run beside each other, not over each other.
        var shift = (lane % 2 == 0 ? 1 : -1) * 2.5f;
        SKPoint[] points = [.. path.Points.Select(point => frame.At(point.X, point.Y) + new SKPoint(shift, shift))];
        using var pen = Pen(colour, path.ByNetwork);
        using var line = new SKPathBuilder();
        line.MoveTo(points[0]);
        foreach (var point in points.Skip(1)) line.LineTo(point);
        using var drawn = line.Detach();
        canvas.DrawPath(drawn, pen);
        DrawStart(canvas, points[0], colour);
        DrawGoal(canvas, points[^1], colour);
    }

    static SKPaint Pen(SKColor colour, bool byNetwork) => new()
    {
        Color = colour.WithAlpha(225),
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeWidth = byNetwork ? 5 : 3.5f,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
        PathEffect = byNetwork ? null : SKPathEffect.CreateDash([12, 9], 0),
    };

    static void DrawStart(SKCanvas canvas, SKPoint at, SKColor colour)
    {
        using var white = new SKPaint { Color = SKColors.White, IsAntialias = true };
        using var ring = new SKPaint { Color = colour, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 4 };
        canvas.DrawCircle(at, 9, white);
        canvas.DrawCircle(at, 9, ring);
    }

    static void DrawGoal(SKCanvas canvas, SKPoint at, SKColor colour)
    {
        using var disc = new SKPaint { Color = colour, IsAntialias = true };
        using var rim = new SKPaint { Color = SKColors.White, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 2 };
        canvas.DrawCircle(at, 10, disc);
        canvas.DrawCircle(at, 10, rim);
    }

    static void DrawLegend(SKCanvas canvas, MapFrame frame, string[] devices, IReadOnlyList<DrawnPath> paths)
    {
        var (x, y) = (frame.Bounds.Right + Margin, frame.Bounds.Top + 14);
        foreach (var device in devices)
            foreach (var byNetwork in new[] { true, false })
            {
                var count = paths.Count(path => path.Device == device && path.ByNetwork == byNetwork);
                using var pen = Pen(Colour(devices, device), byNetwork);
                canvas.DrawLine(x, y - 6, x + 46, y - 6, pen);
                StrokeFont.Draw(canvas, $"{device}, {(byNetwork ? "TRM" : "A*")}: {count}", x + 60, y, Letters, Ink);
                y += 30;
            }
        y += 10;
        DrawStart(canvas, new SKPoint(x + 22, y - 6), Ink);
        StrokeFont.Draw(canvas, "start", x + 60, y, Letters, Ink);
        DrawGoal(canvas, new SKPoint(x + 22, y + 26), Ink);
        StrokeFont.Draw(canvas, "goal", x + 60, y + 32, Letters, Ink);
        DrawScale(canvas, frame, x, y + 84);
    }

    static void DrawScale(SKCanvas canvas, MapFrame frame, float x, float y)
    {
        var metres = new[] { 0.5f, 1, 2, 5, 10, 20, 50, 100, 200, 500 }.LastOrDefault(length => length * frame.PixelsPerMetre <= LegendWidth - (2 * Margin), 0.5f);
        var end = x + (metres * frame.PixelsPerMetre);
        using var pen = new SKPaint { Color = Ink, IsAntialias = true, StrokeWidth = 3 };
        canvas.DrawLine(x, y, end, y, pen);
        canvas.DrawLine(x, y - 7, x, y + 7, pen);
        canvas.DrawLine(end, y - 7, end, y + 7, pen);
        StrokeFont.Draw(canvas, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{metres:0.#} m"), x, y + 30, Letters, Ink);
    }
}
