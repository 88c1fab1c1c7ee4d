using System.Globalization;
using SkiaSharp;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Pictures;

/// <summary>Draws one latent.</summary>
/// <param name="canvas">Where to.</param>
/// <param name="bounds">What it fills.</param>
/// <param name="latent">What the answer head reads off it.</param>
internal delegate void LatentPanel(SKCanvas canvas, SKRect bounds, Latent latent);

/// <summary>
/// How an answer comes about: a row for each supervision step, in it the grid that the answer head reads off z after each of its updates and off y
/// at the end of each cycle, from left to right. What the head is unsure of is pale.
/// </summary>
internal static class LatentsPicture
{
    const float Margin = 24, Gap = 8, Cycle = 10, Side = 126, Letters = 12, Label = 92, Head = 78;

    static readonly SKColor Ink = new(0x22, 0x26, 0x2b), Blue = new(0x1f, 0x77, 0xb4);

    /// <param name="title">One line above it.</param>
    /// <param name="steps">At least one.</param>
    /// <param name="panel">How a latent of this task is drawn.</param>
    /// <returns>A PNG.</returns>
    public static byte[] Draw(string title, IReadOnlyList<StepLatents> steps, LatentPanel panel)
    {
        var (width, height) = SizeOf(steps[0]);
        var most = steps.Max(step => step.Latents.Count);
        var places = Enumerable.Range(0, most).Select(i => Margin + Label + (i * (width + Gap)) + ((steps[0].Latents[Math.Min(i, steps[0].Latents.Count - 1)].Cycle - 1) * Cycle)).ToArray();
        using var bitmap = new SKBitmap((int)Math.Max(places[^1] + width + Margin, StrokeFont.Width(title, 16) + (2 * Margin)), (int)(Head + (steps.Count * (height + Gap)) + Margin));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            StrokeFont.Draw(canvas, title, Margin, Margin + 16, 16, Ink);
            foreach (var (latent, x) in steps[0].Latents.Zip(places))
                StrokeFont.Draw(canvas, NameOf(latent), x, Head - Gap, Letters, latent.Update == 0 ? Blue : Ink);
            for (var row = 0; row < steps.Count; row++)
                DrawStep(canvas, steps[row], places, Head + (row * (height + Gap)), (width, height), panel);
        }
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    static void DrawStep(SKCanvas canvas, StepLatents step, float[] places, float top, (float Width, float Height) size, LatentPanel panel)
    {
        StrokeFont.Draw(canvas, $"step {step.Step}", Margin, top + 20, Letters + 2, Ink);
        // What the halt head believes in the step's answer.
        StrokeFont.Draw(canvas, string.Create(CultureInfo.InvariantCulture, $"halt {100 / (1 + Math.Exp(-step.HaltLogit)):0}%"), Margin, top + 44, Letters, Ink);
        using var frame = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 2, IsAntialias = true };
        foreach (var (latent, x) in step.Latents.Zip(places))
        {
            var bounds = new SKRect(x, top, x + size.Width, top + size.Height);
            panel(canvas, bounds, latent);
            frame.Color = latent.Update == 0 ? Blue : Ink.WithAlpha(110);
            canvas.DrawRect(bounds, frame);
        }
    }

    static string NameOf(Latent latent) => latent.Update == 0 ? $"T{latent.Cycle} y" : $"T{latent.Cycle} z{latent.Update}";

    // Whole pixels a cell; the longer side takes about as much in every picture, and a large map one pixel a cell.
    static (float Width, float Height) SizeOf(StepLatents step)
    {
        var cell = Math.Max(1, MathF.Floor(Side / Math.Max(step.Height, step.Width)));
        return (step.Width * cell, step.Height * cell);
    }
}
