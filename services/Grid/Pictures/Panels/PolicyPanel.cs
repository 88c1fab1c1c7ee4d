using SkiaSharp;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Pictures.Panels;

/// <summary>Latents of planners: every free cell in the colour of its move's direction, obstacles dark, and the way that the moves lead from the start.</summary>
internal static class PolicyPanel
{
    static readonly SKColor Ink = new(0x22, 0x26, 0x2b);

    /// <param name="query">On the map as the network sees it.</param>
    public static LatentPanel Of(PathQuery query) => (canvas, bounds, latent) =>
    {
        var map = query.Map;
        var side = bounds.Width / map.Width;
        using var brush = new SKPaint { Style = SKPaintStyle.Fill };
        for (var cell = 0; cell < latent.Classes.Length; cell++)
        {
            var place = new Cell(cell % map.Width, cell / map.Width);
            brush.Color = map.IsPassable(place, query.UnknownIsFree) ? CellPanel.Pale(SKColor.FromHsv(latent.Classes[cell] * 360f / Move.Count, 65, 92), latent.Confidence[cell]) : Ink;
            canvas.DrawRect(bounds.Left + (place.X * side), bounds.Top + (place.Y * side), side, side, brush);
        }
        using var pen = new SKPaint { Color = Ink, IsAntialias = true, StrokeWidth = Math.Max(1, side / 2), StrokeCap = SKStrokeCap.Round };
        var seen = new HashSet<Cell>();
        for (var at = query.Start; map.IsPassable(at, query.UnknownIsFree) && at != query.Goal && seen.Add(at);)
        {
            var next = Move.From(at, latent.Classes[(at.Y * map.Width) + at.X]);
            canvas.DrawLine(Middle(at), Middle(next), pen);
            at = next;
        }
        using var disc = new SKPaint { Color = new SKColor(0xd6, 0x27, 0x28), IsAntialias = true };
        canvas.DrawCircle(Middle(query.Goal), Math.Max(2.5f, side * 0.7f), disc);

        SKPoint Middle(Cell cell) => new(bounds.Left + ((cell.X + 0.5f) * side), bounds.Top + ((cell.Y + 0.5f) * side));
    };
}
