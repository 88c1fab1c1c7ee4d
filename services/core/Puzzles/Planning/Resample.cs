namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// Makes the cells of a map larger. A coarse cell takes the worst of all fine cells that it overlaps, however little: lethal before inscribed before
/// unknown before the highest cost; what lies beyond the map's edge counts as unknown. So no wall ever vanishes or gets a hole, however thin it is,
/// and a path on the coarse map can be driven on the fine one. The price: a passage narrower than two coarse cells may close.
/// </summary>
public static class Resample
{
    // 0.25 / 0.05 is not exactly 5 in binary; a sliver this small (as a share of a fine cell) is rounding, not overlap.
    private const double Sliver = 1e-6;

    /// <param name="map">The map.</param>
    /// <param name="resolutionM">Edge of the new cells in metres, no less than the map's.</param>
    /// <returns>The coarse map, its top left corner where the map's was; the map itself where the resolution is the same.</returns>
    public static CostMap ToResolution(CostMap map, double resolutionM)
    {
        ArgumentNullException.ThrowIfNull(map);
        var factor = resolutionM / map.ResolutionM;
        if (!double.IsFinite(factor) || factor < 1 - Sliver)
            throw new ArgumentOutOfRangeException(nameof(resolutionM), resolutionM, $"a map of {map.ResolutionM} m cells is resampled to larger cells only");
        if (Math.Abs(factor - 1) <= Sliver)
            return map;
        int width = Coarse(map.Width, factor), height = Coarse(map.Height, factor);
        var cells = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom) = Span(y, factor);
            for (var x = 0; x < width; x++)
                cells[(y * width) + x] = Worst(map, Span(x, factor), (top, bottom));
        }
        var originY = map.Axis == MapAxis.YDown ? map.OriginY : map.OriginY + (map.Height * map.ResolutionM) - (height * resolutionM);
        return new(width, height, cells, resolutionM, map.OriginX, originY, map.Axis);
    }

    private static int Coarse(int cells, double factor) => Math.Max(1, (int)Math.Ceiling((cells - Sliver) / factor));

    // First and last fine cell, both included, that a coarse one overlaps.
    private static (int First, int Last) Span(int coarse, double factor) =>
        ((int)Math.Floor((coarse * factor) + Sliver), (int)Math.Min(Math.Ceiling(((coarse + 1) * factor) - Sliver) - 1, int.MaxValue));

    private static byte Worst(CostMap map, (int First, int Last) columns, (int First, int Last) rows)
    {
        var (cost, unknown) = (0, columns.Last >= map.Width || rows.Last >= map.Height);
        var count = Math.Min(columns.Last, map.Width - 1) - columns.First + 1;
        for (var y = rows.First; y <= Math.Min(rows.Last, map.Height - 1); y++)
            foreach (var value in map.Cells.Slice((y * map.Width) + columns.First, count))
                if (value == CellCost.Unknown)
                    unknown = true;
                else if (value > cost)
                    cost = value;
        return cost <= CellCost.MaxPassable && unknown ? CellCost.Unknown : (byte)cost;
    }
}
