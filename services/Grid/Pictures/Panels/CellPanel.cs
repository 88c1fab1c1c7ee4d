using SkiaSharp;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Pictures.Panels;

/// <summary>Latents whose classes are colours: mazes, and grids of numbers.</summary>
internal static class CellPanel
{
    // By the classes of mazes: padding, wall, free, S, G, path.
    static readonly SKColor[] Maze =
        [new(0xb8, 0x9b, 0xd6), new(0x22, 0x26, 0x2b), new(0xf4, 0xf5, 0xf6), new(0x2c, 0xa0, 0x2c), new(0xd6, 0x27, 0x28), new(0x1f, 0x77, 0xb4)];

    // Padding, the border, then the numbers, of which the first ten are coloured as ARC's viewers do.
    static readonly SKColor[] Numbers =
    [
        new(0xf4, 0xf5, 0xf6), new(0xc8, 0xcd, 0xd3),
        new(0x11, 0x11, 0x11), new(0x00, 0x74, 0xd9), new(0xff, 0x41, 0x36), new(0x2e, 0xcc, 0x40), new(0xff, 0xdc, 0x00),
        new(0x9a, 0x9a, 0x9a), new(0xf0, 0x12, 0xbe), new(0xff, 0x85, 0x1b), new(0x7f, 0xdb, 0xff), new(0x87, 0x0c, 0x25),
    ];

    public static LatentPanel ForMazes(int columns) => Of(columns, kind => Maze[kind % Maze.Length]);

    public static LatentPanel ForNumbers(int columns) => Of(columns, kind => kind < Numbers.Length ? Numbers[kind] : SKColor.FromHsv(kind * 47 % 360, 70, 80));

    static LatentPanel Of(int columns, Func<int, SKColor> colourOf) => (canvas, bounds, latent) =>
    {
        var side = bounds.Width / columns;
        using var brush = new SKPaint { Style = SKPaintStyle.Fill };
        for (var cell = 0; cell < latent.Classes.Length; cell++)
        {
            brush.Color = Pale(colourOf(latent.Classes[cell]), latent.Confidence[cell]);
            canvas.DrawRect(bounds.Left + (cell % columns * side), bounds.Top + (cell / columns * side), side, side, brush);
        }
    };

    /// <summary>A colour as sure as the head is: white where it knows nothing.</summary>
    /// <param name="colour">Of a head that is sure.</param>
    /// <param name="confidence">In 255ths.</param>
    public static SKColor Pale(SKColor colour, byte confidence)
    {
        return new(Mixed(colour.Red), Mixed(colour.Green), Mixed(colour.Blue));

        byte Mixed(byte part) => (byte)(255 - ((255 - part) * confidence / 255));
    }
}
