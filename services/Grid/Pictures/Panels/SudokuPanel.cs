using SkiaSharp;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Pictures.Panels;

/// <summary>Latents of Sudokus: givens black, what agrees with the answer blue, what does not red, all as dark as the head is sure.</summary>
internal static class SudokuPanel
{
    // Classes 0 and 1 are padding and a blank.
    const int FirstDigit = 2;

    static readonly SKColor Ink = new(0x22, 0x26, 0x2b), Blue = new(0x1f, 0x77, 0xb4), Red = new(0xd6, 0x27, 0x28), Line = new(0xd8, 0xdd, 0xe2);

    /// <param name="givens">The puzzle.</param>
    /// <param name="answer">What is right.</param>
    public static LatentPanel Of(SudokuGrid givens, SudokuGrid answer) => (canvas, bounds, latent) =>
    {
        var side = bounds.Width / givens.Side;
        for (var cell = 0; cell < latent.Classes.Length; cell++)
        {
            var digit = latent.Classes[cell] - FirstDigit + 1;
            if (digit < 1) continue;
            var colour = givens.Cells[cell] != 0 && givens.Cells[cell] == digit ? Ink : answer.Cells[cell] == digit ? Blue : Red;
            var text = digit.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var (x, y, height) = (bounds.Left + (cell % givens.Side * side), bounds.Top + (cell / givens.Side * side), side * 0.6f);
            StrokeFont.Draw(canvas, text, x + (side * 0.3f), y + (side * 0.8f), height, CellPanel.Pale(colour, latent.Confidence[cell]));
        }
        using var pen = new SKPaint { Color = Line, StrokeWidth = 1 };
        for (var box = 1; box < givens.Box; box++)
        {
            var at = box * givens.Box * side;
            canvas.DrawLine(bounds.Left + at, bounds.Top, bounds.Left + at, bounds.Bottom, pen);
            canvas.DrawLine(bounds.Left, bounds.Top + at, bounds.Right, bounds.Top + at, pen);
        }
    };
}
