using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Verbs;

namespace Trm.Grid.Demo;

/// <summary>The floor plan of a demo: as it was drawn, and in robot-sized cells as it is planned on. Both lie in the same world.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Drawn">The known part of the map as read.</param>
/// <param name="Planned">The same in larger cells, at most <see cref="MaxCells"/> a side; not inflated.</param>
internal sealed record DemoMap(string Name, CostMap Drawn, CostMap Planned)
{
    /// <summary>The footprint's radius of the demo's robots, metres.</summary>
    public const double RadiusM = 0.18;

    /// <summary>Columns and rows that a map gets where its size allows: what the demo's model was trained for.</summary>
    const double AimedCells = 40;
    const double SmallestCellM = 0.20;
    const double LargestCellM = 0.40;

    /// <summary>A larger map is cut: the part with the most free space is planned on.</summary>
    const int MaxCells = 96;

    /// <summary>The map that comes with the program.</summary>
    public static string OwnFile => Path.Combine(AppContext.BaseDirectory, "Demo", "office.yaml");

    public static DemoMap Load(string path)
    {
        var known = MapWindow.CropToKnown(MapFiles.Read(path));
        var coarse = Resample.ToResolution(known, CellSize(known));
        return new DemoMap(Path.GetFileNameWithoutExtension(path), known, Roomiest(coarse));
    }

    /// <summary>The map as a robot's centre sees it.</summary>
    public CostMap Inflated() => Inflation.Inflate(Planned, RadiusM);

    /// <summary>Robot-sized: steps of 5 cm from 0.2 to 0.4 m by the map's size, never finer than the map itself.</summary>
    static double CellSize(CostMap map)
    {
        var aimed = Math.Max(map.Width, map.Height) * map.ResolutionM / AimedCells;
        var rounded = Math.Round(aimed / 0.05) * 0.05;
        return Math.Max(map.ResolutionM, Math.Clamp(rounded, SmallestCellM, LargestCellM));
    }

    static CostMap Roomiest(CostMap map)
    {
        var (width, height) = (Math.Min(map.Width, MaxCells), Math.Min(map.Height, MaxCells));
        if (width == map.Width && height == map.Height) return map;
        const int stride = 8;
        var windows =
            from y in Enumerable.Range(0, ((map.Height - height) / stride) + 1)
            from x in Enumerable.Range(0, ((map.Width - width) / stride) + 1)
            select MapWindow.Cut(map, x * stride, y * stride, width, height);
        return windows.MaxBy(window => window.Cells.Count(CellCost.Free))
            ?? throw new CommandFailedException("MAP_INVALID", $"The map of {map.Width}x{map.Height} cells has no part to plan on.");
    }
}
