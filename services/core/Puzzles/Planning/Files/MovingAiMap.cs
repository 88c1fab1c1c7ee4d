using System.Globalization;

namespace Trm.Grid.Puzzles.Planning.Files;

/// <summary>
/// MovingAI's .map format: "type octile", "height H", "width W", "map", then H rows of W characters.
/// '.', 'G' and 'S' can be walked on; '@', 'O', 'T' and 'W' cannot.
/// </summary>
internal static class MovingAiMap
{
    public static CostMap Read(string path)
    {
        using var reader = new StreamReader(path);
        var type = Header(path, reader, "type");
        if (type != "octile")
            throw new MapFormatException(path, "\"type octile\" in the first line", $"\"type {type}\"", "use a MovingAI grid map");
        var height = Number(path, "height", Header(path, reader, "height"));
        var width = Number(path, "width", Header(path, reader, "width"));
        MapFormatException.CheckSize(path, width, height);
        Header(path, reader, "map");
        var cells = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var line = reader.ReadLine();
            if (line is null)
                throw new MapFormatException(path, $"{height} rows", $"{y}", "the file is cut short: fetch it again");
            var row = line.AsSpan().TrimEnd("\r\n ");
            if (row.Length != width)
                throw new MapFormatException(path, $"{width} characters in row {y}", $"{row.Length}", "check the header's width, or fetch the file again");
            for (var x = 0; x < row.Length; x++)
                cells[(y * (int)width) + x] = Cell(path, row[x], x, y);
        }
        // Half a cell, so that the whole numbers of a scenario are the centres of cells.
        return new((int)width, (int)height, cells, 1, -0.5, -0.5, MapAxis.YDown);
    }

    private static byte Cell(string path, char terrain, int x, int y) => terrain switch
    {
        '.' or 'G' or 'S' => CellCost.Free,
        '@' or 'O' or 'T' or 'W' => CellCost.Lethal,
        _ => throw new MapFormatException(path, "one of . G S @ O T W", $"'{terrain}' at ({x}, {y})", "replace it by '.' where a robot can go, by '@' where it cannot"),
    };

    private static string Header(string path, StreamReader reader, string field)
    {
        var line = reader.ReadLine()?.Trim() ?? "the end of the file";
        if (line != field && !line.StartsWith(field + " ", StringComparison.Ordinal))
            throw new MapFormatException(path, $"\"{field}\" in the header", line.Length > 40 ? line[..40] + "…" : line, "a .map begins with type, height, width and map, one a line");
        return line[field.Length..].Trim();
    }

    private static long Number(string path, string field, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new MapFormatException(path, $"a whole number as {field}", $"\"{text}\"", "correct the header");
}
