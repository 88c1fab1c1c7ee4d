using SkiaSharp;

namespace Trm.Grid.Pictures;

/// <summary>
/// Letters drawn as strokes, as a plotter draws them. Machines without any installed font, such as bare servers, show the same picture.
/// A glyph is a list of polylines; a point is two digits, x then y: capitals stand from y 0 to the baseline at 6, small letters begin at 2,
/// tails go down to 8.
/// </summary>
internal static class StrokeFont
{
    const float UnitsHigh = 6;
    const float Gap = 1.6f;

    static readonly Dictionary<char, string> Glyphs = new()
    {
        ['A'] = "06 20 46;14 34", ['B'] = "00 06 36 45 44 33 03;00 30 41 42 33", ['C'] = "41 30 10 01 05 16 36 45", ['D'] = "00 06 26 44 42 20 00",
        ['E'] = "40 00 06 46;03 33", ['F'] = "40 00 06;03 33", ['G'] = "41 30 10 01 05 16 36 45 43 23", ['H'] = "00 06;40 46;03 43", ['I'] = "00 06",
        ['J'] = "40 45 36 16 05", ['K'] = "00 06;40 03 46", ['L'] = "00 06 46", ['M'] = "06 00 23 40 46", ['N'] = "06 00 46 40",
        ['O'] = "10 30 41 45 36 16 05 01 10", ['P'] = "06 00 30 41 42 33 03", ['Q'] = "10 30 41 45 36 16 05 01 10;24 46",
        ['R'] = "06 00 30 41 42 33 03;23 46", ['S'] = "41 30 10 01 02 13 33 44 45 36 16 05", ['T'] = "00 40;20 26", ['U'] = "00 05 16 36 45 40",
        ['V'] = "00 26 40", ['W'] = "00 16 23 36 40", ['X'] = "00 46;40 06", ['Y'] = "00 23 40;23 26", ['Z'] = "00 40 06 46",
        ['a'] = "03 12 32 43 46;44 14 05 16 36 45", ['b'] = "00 06;03 12 32 43 45 36 16 05", ['c'] = "43 32 12 03 05 16 36 45",
        ['d'] = "40 46;43 32 12 03 05 16 36 45", ['e'] = "04 44 43 32 12 03 05 16 36 45", ['f'] = "30 20 11 16;02 32",
        ['g'] = "42 47 38 18 07;43 32 12 03 05 16 36 45", ['h'] = "00 06;03 12 32 43 46", ['i'] = "02 06;00 00", ['j'] = "22 27 18 08;20 20",
        ['k'] = "00 06;32 04 36", ['l'] = "00 05 16", ['m'] = "06 02;03 12 23 26;23 32 43 46", ['n'] = "02 06;03 12 32 43 46",
        ['o'] = "12 32 43 45 36 16 05 03 12", ['p'] = "02 08;03 12 32 43 45 36 16 05", ['q'] = "42 48;43 32 12 03 05 16 36 45", ['r'] = "02 06;03 12 32",
        ['s'] = "42 12 03 14 34 45 36 06", ['t'] = "10 15 26 36;02 32", ['u'] = "02 05 16 36 45;42 46", ['v'] = "02 26 42", ['w'] = "02 16 23 36 42",
        ['x'] = "02 46;42 06", ['y'] = "02 25;42 25 17 08", ['z'] = "02 42 06 46",
        ['0'] = "10 30 41 45 36 16 05 01 10", ['1'] = "02 20 26;06 46", ['2'] = "01 10 30 41 42 06 46", ['3'] = "01 10 30 41 42 33 13;33 44 45 36 16 05",
        ['4'] = "36 30 04 44", ['5'] = "40 00 02 32 43 45 36 16 05", ['6'] = "40 20 02 05 16 36 45 44 33 03", ['7'] = "00 40 16",
        ['8'] = "13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33", ['9'] = "06 26 44 41 30 10 01 02 13 43",
        ['.'] = "06 06", [','] = "06 07", [':'] = "03 03;06 06", ['-'] = "04 24", ['+'] = "04 44;22 26", ['%'] = "40 06;01 11;35 45", ['/'] = "40 06",
        ['('] = "20 02 04 26", [')'] = "00 22 24 06", ['*'] = "01 43;41 03;20 24", ['='] = "03 43;05 45", ['_'] = "07 47", ['\''] = "00 01",
    };

    /// <summary>Writes a line of text.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="text">Characters without a glyph leave a gap.</param>
    /// <param name="x">Its left edge in pixels.</param>
    /// <param name="baseline">Its baseline in pixels.</param>
    /// <param name="height">Height of its capitals in pixels.</param>
    /// <param name="colour">Of the strokes.</param>
    public static void Draw(SKCanvas canvas, string text, float x, float baseline, float height, SKColor colour)
    {
        var unit = height / UnitsHigh;
        using var pen = new SKPaint
        {
            Color = colour, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = unit * 0.75f, StrokeCap = SKStrokeCap.Round, StrokeJoin = SKStrokeJoin.Round,
        };
        foreach (var letter in text)
        {
            var glyph = Glyphs.GetValueOrDefault(letter, "");
            foreach (var line in glyph.Split(';', StringSplitOptions.RemoveEmptyEntries))
                canvas.DrawPoints(SKPointMode.Polygon, Points(line, x, baseline - height, unit), pen);
            x += Advance(glyph) * unit;
        }
    }

    /// <summary>How wide a line of text is, in pixels.</summary>
    public static float Width(string text, float height) => text.Sum(letter => Advance(Glyphs.GetValueOrDefault(letter, ""))) * height / UnitsHigh;

    static float Advance(string glyph) => Gap + (glyph.Length == 0 ? 2 : Points(glyph.Replace(';', ' '), 0, 0, 1).Max(point => point.X));

    static SKPoint[] Points(string line, float left, float top, float unit) =>
        [.. line.Split(' ').Select(point => new SKPoint(left + ((point[0] - '0') * unit), top + ((point[1] - '0') * unit)))];
}
