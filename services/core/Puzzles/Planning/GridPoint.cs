namespace Trm.Grid.Puzzles.Planning;

/// <summary>A place on a map in cells from its top left corner: the centre of cell (x, y) is (x + 0.5, y + 0.5).</summary>
public readonly record struct GridPoint(double X, double Y)
{
    public static GridPoint CentreOf(Cell cell) => new(cell.X + 0.5, cell.Y + 0.5);

    /// <summary>From the map's frame, metres.</summary>
    public static GridPoint FromWorld(CostMap map, double x, double y)
    {
        ArgumentNullException.ThrowIfNull(map);
        var row = (y - map.OriginY) / map.ResolutionM;
        return new((x - map.OriginX) / map.ResolutionM, map.Axis == MapAxis.YUp ? map.Height - row : row);
    }

    /// <summary>In the map's frame, metres.</summary>
    public (double X, double Y) ToWorld(CostMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var row = map.Axis == MapAxis.YUp ? map.Height - Y : Y;
        return (map.OriginX + (X * map.ResolutionM), map.OriginY + (row * map.ResolutionM));
    }
}
