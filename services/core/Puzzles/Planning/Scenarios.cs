using System.Globalization;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>Reads MovingAI's .scen files: "version 1", then bucket, map, map width, map height, start x, y, goal x, y, optimal length in a line.</summary>
public static class Scenarios
{
    /// <exception cref="MapFormatException">The file is not such a list.</exception>
    public static List<Scenario> Read(string path)
    {
        var scenarios = new List<Scenario>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (number == 1 && !line.StartsWith("version 1", StringComparison.Ordinal))
                throw new MapFormatException(path, "\"version 1\" in the first line", line.Length > 40 ? line[..40] + "…" : line, "use a MovingAI .scen file");
            if (number > 1 && !string.IsNullOrWhiteSpace(line))
                scenarios.Add(Parse(path, number, line));
        }
        if (number == 0)
            throw new MapFormatException(path, "\"version 1\" in the first line", "an empty file", "fetch it again");
        return scenarios;
    }

    private static Scenario Parse(string path, int number, string line)
    {
        var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 9)
            throw new MapFormatException(path, $"9 columns in line {number}", $"{parts.Length}", "fetch the file again");
        var numbers = new int[9];
        for (var i = 0; i < 8; i++)
            if (i != 1 && !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                throw new MapFormatException(path, $"a whole number in column {i + 1} of line {number}", $"\"{parts[i]}\"", "fetch the file again");
        if (!double.TryParse(parts[8], NumberStyles.Float, CultureInfo.InvariantCulture, out var length))
            throw new MapFormatException(path, $"a length in column 9 of line {number}", $"\"{parts[8]}\"", "fetch the file again");
        return new(numbers[0], parts[1], numbers[2], numbers[3], new(numbers[4], numbers[5]), new(numbers[6], numbers[7]), length);
    }
}
