using System.Buffers.Binary;

namespace Trm.Grid.Puzzles.Planning.Files;

/// <summary>A grey picture: the PGM formats P5 (binary, one or two bytes a pixel) and P2 (text).</summary>
internal sealed class Graymap
{
    private Graymap(int width, int height, byte[] cells) => (Width, Height, Cells) = (width, height, cells);

    public int Width { get; }

    public int Height { get; }

    /// <summary>[Height * Width], top row first: every pixel translated.</summary>
    public byte[] Cells { get; }

    /// <param name="path">The picture.</param>
    /// <param name="translate">From a pixel's brightness, 0 (black) to 1 (white), to the value kept for it.</param>
    public static Graymap Read(string path, Func<double, byte> translate)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        var binary = Magic(path, stream);
        var width = Number(path, stream, "width");
        var height = Number(path, stream, "height");
        MapFormatException.CheckSize(path, width, height);
        var white = Number(path, stream, "maximum value");
        if (white is < 1 or > 65535)
            throw new MapFormatException(path, "a maximum value of 1 to 65535", $"{white}", "save the picture as an ordinary PGM");
        var table = new byte[(int)white + 1];
        for (var pixel = 0; pixel <= white; pixel++)
            table[pixel] = translate(pixel / (double)white);
        var count = (int)(width * height);
        var bytes = count * (white > 255 ? 2L : 1);
        if (binary && stream.Length - stream.Position < bytes)
            throw CutShort(path, $"{bytes} bytes of pixels for {width}x{height}", $"{stream.Length - stream.Position}");
        // A pixel in text takes two characters at least, but for the last.
        if (!binary && stream.Length - stream.Position < (2L * count) - 1)
            throw CutShort(path, $"{count} pixels for {width}x{height}", $"{stream.Length - stream.Position} characters");
        var cells = new byte[count];
        if (!binary)
            Text(path, stream, cells, table);
        else if (white > 255)
            Wide(path, stream, cells, table, (int)width);
        else
            Bytes(path, stream, cells, table);
        return new((int)width, (int)height, cells);
    }

    private static bool Magic(string path, FileStream stream)
    {
        var (first, second) = (stream.ReadByte(), stream.ReadByte());
        return (first, second) switch
        {
            ('P', '5') => true,
            ('P', '2') => false,
            (0x89, 'P') => throw Other(path, "a PNG picture"),
            ('B', 'M') => throw Other(path, "a BMP picture"),
            ('P', >= '1' and <= '7') => throw Other(path, $"P{(char)second}"),
            (-1, _) or (_, -1) => throw Other(path, "an empty file"),
            _ => throw Other(path, $"bytes {first:x2} {second:x2}"),
        };
    }

    private static MapFormatException Other(string path, string got) =>
        new(path, "a PGM picture (P5 or P2)", got, "convert it to PGM, for example with ImageMagick: convert map.png map.pgm");

    private static MapFormatException CutShort(string path, string expected, string got) =>
        new(path, expected, got, "the picture is cut short: save or copy it again");

    // A header number, after blanks and comments; takes the one blank that follows it.
    private static long Number(string path, FileStream stream, string field)
    {
        var c = stream.ReadByte();
        while (c is '#' or ' ' or '\t' or '\r' or '\n')
        {
            while (c == '#' && c is not ('\n' or -1))
                do
                    c = stream.ReadByte();
                while (c is not ('\n' or -1));
            c = stream.ReadByte();
        }
        var value = 0L;
        var digits = 0;
        for (; c is >= '0' and <= '9' && digits < 12; c = stream.ReadByte(), digits++)
            value = (value * 10) + (c - '0');
        if (digits == 0 || c is not (' ' or '\t' or '\r' or '\n' or -1))
            throw new MapFormatException(path, $"a number as {field} in the PGM header", c < 0 ? "the end of the file" : $"'{(char)c}'", "save the picture again");
        return value;
    }

    private static void Bytes(string path, FileStream stream, byte[] cells, byte[] table)
    {
        stream.ReadExactly(cells);
        for (var i = 0; i < cells.Length; i++)
            cells[i] = cells[i] < table.Length ? table[cells[i]] : throw TooBright(path, cells[i], table);
    }

    private static void Wide(string path, FileStream stream, byte[] cells, byte[] table, int width)
    {
        var row = new byte[2 * width];
        for (var i = 0; i < cells.Length; i++)
        {
            if (i % width == 0)
                stream.ReadExactly(row);
            var pixel = BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan(2 * (i % width)));
            cells[i] = pixel < table.Length ? table[pixel] : throw TooBright(path, pixel, table);
        }
    }

    private static void Text(string path, FileStream stream, byte[] cells, byte[] table)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var c = stream.ReadByte();
            while (c is ' ' or '\t' or '\r' or '\n')
                c = stream.ReadByte();
            if (c < 0)
                throw CutShort(path, $"{cells.Length} pixels", $"{i}");
            var pixel = 0;
            for (; c is >= '0' and <= '9' && pixel < table.Length; c = stream.ReadByte())
                pixel = (pixel * 10) + (c - '0');
            if (c is not (' ' or '\t' or '\r' or '\n' or -1) && pixel < table.Length)
                throw new MapFormatException(path, $"a number as pixel {i}", $"'{(char)c}'", "save the picture again");
            cells[i] = pixel < table.Length ? table[pixel] : throw TooBright(path, pixel, table);
        }
    }

    private static MapFormatException TooBright(string path, int pixel, byte[] table) =>
        new(path, $"pixels of 0 to {table.Length - 1}, the header's maximum", $"{pixel}", "save the picture again");
}
