using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>Queries out of MovingAI's scenario files; their maps are looked for beside them and in the folders named <c>maps</c> above.</summary>
internal static class MovingAiImport
{
    /// <summary>Lengths are kept as whole numbers of this share of a cell: scenario files state eight decimals.</summary>
    public const double Unit = 1e-8;

    public static IEnumerable<DatasetRecord> Read(IReadOnlyList<string> files, List<RejectedRow> rejected)
    {
        var maps = new Dictionary<string, (CostMap Map, ByteGrid Cells)>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var scenarios = Scenarios.Read(file);
            for (var row = 0; row < scenarios.Count; row++)
            {
                var scenario = scenarios[row];
                if (!TryMap(file, scenario.Map, maps, out var map, out var fault) || FaultOf(map.Map, scenario) is { } wrong && (fault = wrong).Length > 0)
                    rejected.Add(new(Path.GetFileName(file), row + 2, fault));
                else
                    yield return new()
                    {
                        Question = map.Cells,
                        Group = Path.GetFileName(scenario.Map),
                        IsTest = true,
                        Numbers = [scenario.Start.X, scenario.Start.Y, scenario.Goal.X, scenario.Goal.Y, (long)Math.Round(scenario.OptimalLength / Unit)],
                    };
            }
        }
    }

    private static string? FaultOf(CostMap map, Scenario scenario) =>
        map.IsPassable(scenario.Start) && map.IsPassable(scenario.Goal) ? null : $"start {scenario.Start} and goal {scenario.Goal} must be free cells of the map";

    private static bool TryMap(string scenarios, string name, Dictionary<string, (CostMap Map, ByteGrid Cells)> known, out (CostMap Map, ByteGrid Cells) map, out string fault)
    {
        fault = "";
        if (known.TryGetValue(name, out map))
            return true;
        if (Find(scenarios, Path.GetFileName(name)) is not { } path)
        {
            fault = $"its map {name} is neither beside the scenarios nor in a folder maps above them";
            return false;
        }
        try
        {
            var read = MapFiles.Read(path);
            if (read.Width > ByteGrid.MaxSide || read.Height > ByteGrid.MaxSide)
            {
                fault = $"expected a map of at most {ByteGrid.MaxSide}x{ByteGrid.MaxSide} cells, {name} has {read.Width}x{read.Height}";
                return false;
            }
            known[name] = map = (read, new(read.Height, read.Width, Array.ConvertAll(read.Cells.ToArray(), cell => CellCost.IsPassable(cell, false) ? (byte)0 : (byte)1)));
            return true;
        }
        catch (MapFormatException broken)
        {
            fault = broken.Message;
            return false;
        }
    }

    private static string? Find(string scenarios, string name)
    {
        var folder = Directory.GetParent(Path.GetFullPath(scenarios));
        if (folder is not null && File.Exists(Path.Combine(folder.FullName, name)))
            return Path.Combine(folder.FullName, name);
        for (; folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "maps") is var maps && Directory.Exists(maps)
                && Directory.EnumerateFiles(maps, name, SearchOption.AllDirectories).Order(StringComparer.Ordinal).FirstOrDefault() is { } found)
                return found;
        return null;
    }
}
