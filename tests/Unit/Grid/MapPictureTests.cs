using SkiaSharp;
using Trm.Grid.Demo;
using Trm.Grid.Pictures;

namespace Trm.Grid.Tests.Unit.Grid;

public class MapPictureTests
{
    [Fact]
    public void A_picture_shows_each_devices_paths_in_its_colour_and_tells_the_networks_from_those_of_astar()
    {
        var map = DemoMap.Load(DemoMap.OwnFile);
        DrawnPath[] none = [];
        DrawnPath[] one = [new("demo-1", true, [(1, 4), (9, 4)])];
        DrawnPath[] dashed = [new("demo-1", false, [(1, 4), (9, 4)])];
        DrawnPath[] two = [.. one, new("demo-2", true, [(1, 3.7), (9, 3.7)])];
        var (red, blue) = (Coloured(map, none, IsRed), Coloured(map, none, IsBlue));
        Assert.Equal((0, 0), (red, blue));
        Assert.True(Coloured(map, one, IsRed) > Coloured(map, dashed, IsRed));
        Assert.True(Coloured(map, dashed, IsRed) > 0);
        Assert.True(Coloured(map, two, IsBlue) > 0);
    }

    [Fact]
    public void Every_character_of_a_legend_has_a_stroke()
    {
        using var bitmap = new SKBitmap(40, 40);
        using var canvas = new SKCanvas(bitmap);
        foreach (var letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:-+%/()*=_'")
        {
            canvas.Clear(SKColors.White);
            StrokeFont.Draw(canvas, letter.ToString(), 8, 28, 18, SKColors.Black);
            Assert.True(bitmap.Pixels.Any(pixel => pixel.Red < 128), $"'{letter}' leaves no mark");
        }
    }

    static int Coloured(DemoMap map, DrawnPath[] paths, Func<SKColor, bool> colour)
    {
        using var picture = SKBitmap.Decode(MapPicture.Draw(map.Drawn, map.Inflated(), paths, "test"));
        return picture.Pixels.Count(colour);
    }

    static bool IsRed(SKColor pixel) => pixel.Red > 150 && pixel.Green < 90 && pixel.Blue < 90;

    static bool IsBlue(SKColor pixel) => pixel.Blue > 140 && pixel.Red < 90;
}
