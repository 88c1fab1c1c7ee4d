namespace Trm.Grid.Puzzles.Planning;

/// <summary>Cuts parts out of maps. A part keeps its place in the world.</summary>
public static class MapWindow
{
    /// <summary>The cells [x, x + width) x [y, y + height); what lies outside the map is lethal.</summary>
    public static CostMap Cut(CostMap map, int x, int y, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(map);
        MapFormatException.CheckSize("window", width, height);
        var cells = new byte[width * height];
        Array.Fill(cells, CellCost.Lethal);
        var (left, right) = (Math.Max(x, 0), (int)Math.Min((long)x + width, map.Width));
        for (var row = Math.Max(y, 0); row < Math.Min((long)y + height, map.Height) && left < right; row++)
            map.Cells.Slice((row * map.Width) + left, right - left).CopyTo(cells.AsSpan(((row - y) * width) + left - x));
        var edge = map.Axis == MapAxis.YDown ? y : map.Height - ((long)y + height);
        return new(width, height, cells, map.ResolutionM, map.OriginX + (x * map.ResolutionM), map.OriginY + (edge * map.ResolutionM), map.Axis);
    }

    /// <summary>A window at a random place inside the map; where the map is smaller than the window, all of it, with lethal cells around.</summary>
    public static CostMap Random(CostMap map, int width, int height, Random random)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(random);
        return Cut(map, Place(map.Width, width, random), Place(map.Height, height, random), width, height);
    }

    /// <summary>The smallest window that holds every known cell, and a margin around it; the whole map where nothing is known.</summary>
    /// <param name="map">The map.</param>
    /// <param name="margin">Cells to keep around, as far as the map goes.</param>
    public static CostMap CropToKnown(CostMap map, int margin = 1)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        int left = map.Width, right = -1, top = map.Height, bottom = -1;
        for (var y = 0; y < map.Height; y++)
        {
            var row = map.Cells.Slice(y * map.Width, map.Width);
            var first = row.IndexOfAnyExcept(CellCost.Unknown);
            if (first < 0)
                continue;
            (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOfAnyExcept(CellCost.Unknown)));
            (top, bottom) = (Math.Min(top, y), y);
        }
        if (right < 0)
            return map;
        (left, top) = (Math.Max(left - margin, 0), Math.Max(top - margin, 0));
        (right, bottom) = (Math.Min(right + margin, map.Width - 1), Math.Min(bottom + margin, map.Height - 1));
        return Cut(map, left, top, right - left + 1, bottom - top + 1);
    }

    private static int Place(int size, int window, Random random) => window >= size ? -((window - size) / 2) : random.Next(size - window + 1);
}
