using System.Globalization;
using System.Text;

namespace Trm.Grid.Puzzles.Planning.Demonstrations;

/// <summary>Writes demonstrations as a folder: <see cref="ListName"/> with a line each, and the maps beside it.</summary>
public static class DemonstrationFolder
{
    /// <summary>One demonstration a line: <c>{"map": "FILE", "path": [[x, y], …]}</c>, in the map's own coordinates.</summary>
    public const string ListName = "demonstrations.jsonl";

    /// <param name="folder">Made where it is not there yet.</param>
    /// <param name="demonstrations">On maps that are free or lethal, a cell of 1 m each, as .map files have them.</param>
    public static void Write(string folder, IEnumerable<Demonstration> demonstrations)
    {
        Directory.CreateDirectory(folder);
        using var list = File.CreateText(Path.Combine(folder, ListName));
        var number = 0;
        foreach (var shown in demonstrations)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"map-{++number:0000}.map");
            File.WriteAllText(Path.Combine(folder, name), MapText(shown.Map));
            var path = string.Join(", ", shown.Path.Select(cell => string.Create(CultureInfo.InvariantCulture, $"[{cell.X}, {cell.Y}]")));
            list.Write($"{{\"map\": \"{name}\", \"path\": [{path}]}}\n");
        }
    }

    private static string MapText(CostMap map)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"type octile\nheight {map.Height}\nwidth {map.Width}\nmap\n"));
        for (var y = 0; y < map.Height; y++)
        {
            for (var x = 0; x < map.Width; x++)
                text.Append(map.IsPassable(new(x, y)) ? '.' : '@');
            text.Append('\n');
        }
        return text.ToString();
    }
}
