using SkiaSharp;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Pictures.Panels;

/// <summary>Latents whose classes are moves: every free cell in the colour of its move's direction, obstacles dark, and the way that the moves lead from the start.</summary>
internal static class PolicyPanel
{
    static readonly SKColor Ink = new(0x22, 0x26, 0x2b);

    /// <param name="query">On the map as the network sees it.</param>
    public static LatentPanel Of(PathQuery query) => Of(query.Map.Width, cell => query.Map.IsPassable(cell, query.UnknownIsFree), query.Start, query.Goal, kind => kind);

    /// <param name="maze">As it was asked.</param>
    public static LatentPanel Of(MazeGrid maze) => Of(maze.Width,
        cell => (uint)cell.X < (uint)maze.Width && (uint)cell.Y < (uint)maze.Height && maze[cell.Y, cell.X] != MazeCell.Wall,
        Place(maze, MazeCell.Start), Place(maze, MazeCell.Goal), kind => MazeSolver.Moves[kind]);

    static Cell Place(MazeGrid maze, byte kind)
    {
        var (row, column) = Math.DivRem(maze.Cells.IndexOf(kind), maze.Width);
        return new(column, row);
    }

    static LatentPanel Of(int columns, Func<Cell, bool> isFree, Cell start, Cell goal, Func<byte, int> moveOf) => (canvas, bounds, latent) =>
    {
        var side = bounds.Width / columns;
        using var brush = new SKPaint { Style = SKPaintStyle.Fill };
        for (var cell = 0; cell < latent.Classes.Length; cell++)
        {
            var place = new Cell(cell % columns, cell / columns);
            brush.Color = isFree(place) ? CellPanel.Pale(SKColor.FromHsv(moveOf(latent.Classes[cell]) * 360f / Move.Count, 65, 92), latent.Confidence[cell]) : Ink;
            canvas.DrawRect(bounds.Left + (place.X * side), bounds.Top + (place.Y * side), side, side, brush);
        }
        var way = new List<SKPoint> { Middle(start) };
        var seen = new HashSet<Cell>();
        for (var at = start; isFree(at) && at != goal && seen.Add(at);)
        {
            at = Move.From(at, moveOf(latent.Classes[(at.Y * columns) + at.X]));
            way.Add(Middle(at));
        }
        // On a white seam, for it may run beside obstacles as dark as it is.
        using var pen = new SKPaint { Style = SKPaintStyle.Stroke, Color = SKColors.White, IsAntialias = true, StrokeWidth = Math.Max(2, side), StrokeCap = SKStrokeCap.Round };
        canvas.DrawPoints(SKPointMode.Polygon, [.. way], pen);
        (pen.Color, pen.StrokeWidth) = (Ink, Math.Max(1, side / 2));
        canvas.DrawPoints(SKPointMode.Polygon, [.. way], pen);
        using var disc = new SKPaint { Color = new SKColor(0xd6, 0x27, 0x28), IsAntialias = true };
        canvas.DrawCircle(Middle(goal), Math.Max(2.5f, side * 0.7f), disc);

        SKPoint Middle(Cell cell) => new(bounds.Left + ((cell.X + 0.5f) * side), bounds.Top + ((cell.Y + 0.5f) * side));
    };
}
