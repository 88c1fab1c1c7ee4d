using System.Text.Json;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Demonstrations;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>Demonstrated paths: <see cref="DemonstrationFolder"/>. A path may name a cell several times in a row, as recorded poses do; it must not leap.</summary>
internal static class DemonstrationImport
{
    // Whole maps are trained on, and a network of such a map would need minutes a step.
    private const int LargestSide = 128;

    public static IEnumerable<DatasetRecord> Read(IReadOnlyList<string> paths, List<RejectedRow> rejected)
    {
        var maps = new Dictionary<string, CostMap>(StringComparer.Ordinal);
        foreach (var file in DataFiles.Of(paths, ".jsonl"))
        {
            var row = 0;
            foreach (var line in File.ReadLines(file))
            {
                row++;
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                var (record, fault) = Sound(line, Path.GetDirectoryName(Path.GetFullPath(file))!, maps);
                if (record is not null)
                    yield return record;
                else
                    rejected.Add(new(Path.GetFileName(file), row, fault));
            }
        }
    }

    private static (DatasetRecord? Record, string Fault) Sound(string line, string folder, Dictionary<string, CostMap> maps)
    {
        try
        {
            return (Demonstrated(line, folder, maps), "");
        }
        catch (Exception fault) when (fault is FormatException or MapFormatException)
        {
            return (null, fault.Message);
        }
        catch (JsonException fault)
        {
            return (null, $"expected JSON: {fault.Message}");
        }
    }

    private static DatasetRecord Demonstrated(string line, string folder, Dictionary<string, CostMap> maps)
    {
        using var json = JsonDocument.Parse(line);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("map", out var name) || name.ValueKind != JsonValueKind.String
            || !json.RootElement.TryGetProperty("path", out var points) || points.ValueKind != JsonValueKind.Array)
            throw new FormatException("expected an object with map, a file's name, and path, a list of points [x, y]");
        var map = MapOf(name.GetString()!, folder, maps);
        var path = new List<Cell>();
        foreach (var point in points.EnumerateArray())
            if (CellOf(point, map) is var cell && (path.Count == 0 || path[^1] != cell))
                path.Add(cell);
        if (path.Count < 2)
            throw new FormatException($"path: expected at least two cells, got {path.Count}");
        var report = PathChecker.Check(new PathQuery(map, path[0], path[^1]), path);
        if (!report.IsValid)
            throw new FormatException($"path: cell {report.Faults[0].Index + 1}, {report.Faults[0].Cell}: {report.Faults[0].Kind}; expected neighbouring passable cells, none twice, and no corner cut");
        return DemonstrationRecord.Of(new(map, path), name.GetString()!);
    }

    private static CostMap MapOf(string name, string folder, Dictionary<string, CostMap> maps)
    {
        var file = Path.GetFullPath(Path.Combine(folder, name));
        if (maps.TryGetValue(file, out var known))
            return known;
        if (!File.Exists(file))
            throw new FormatException($"map: there is no {name} beside the list");
        var map = MapFiles.Read(file);
        return map.Width <= LargestSide && map.Height <= LargestSide
            ? maps[file] = map
            : throw new FormatException($"map: expected at most {LargestSide}x{LargestSide} cells, {name} has {map.Width}x{map.Height}; cut out where the paths are, or give it larger cells");
    }

    private static Cell CellOf(JsonElement point, CostMap map) =>
        point.ValueKind == JsonValueKind.Array && point.GetArrayLength() == 2
            && point[0].ValueKind == JsonValueKind.Number && point[1].ValueKind == JsonValueKind.Number && point[0].TryGetDouble(out var x) && point[1].TryGetDouble(out var y)
            ? map.WorldToCell(x, y)
            : throw new FormatException($"path: expected points [x, y], got {point.GetRawText()}");
}
