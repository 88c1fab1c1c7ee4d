using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// Grows obstacles by the robot's size, as Nav2's inflation layer does, so that a path may then be planned for a point. With d the distance between
/// the centres of a cell and of the nearest lethal cell: 253 where d &lt;= radius, else 252 * exp(-scaling * (d - radius)) rounded down, up to
/// the reach. A cell keeps its own value where that is higher; an unknown cell stays unknown unless it becomes inscribed.
/// </summary>
public static class Inflation
{
    /// <summary>Nav2's default inflation_radius, metres.</summary>
    public const double DefaultReachM = 0.55;

    /// <summary>Nav2's default cost_scaling_factor, 1 / metres.</summary>
    public const double DefaultCostScaling = 10;

    /// <param name="map">The map as read.</param>
    /// <param name="radiusM">The footprint's inscribed radius, metres; 0 for a point.</param>
    /// <param name="reachM">How far from an obstacle cells still cost more, metres; no more than the radius: nothing but the radius counts.</param>
    /// <param name="costScaling">How fast the cost falls, 1 / metres.</param>
    public static CostMap Inflate(CostMap map, double radiusM, double reachM = DefaultReachM, double costScaling = DefaultCostScaling)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (!double.IsFinite(radiusM) || radiusM < 0)
            throw new ArgumentOutOfRangeException(nameof(radiusM), radiusM, "a footprint radius is a number of metres, 0 or more");
        if (!double.IsFinite(reachM) || reachM < 0)
            throw new ArgumentOutOfRangeException(nameof(reachM), reachM, "an inflation reach is a number of metres, 0 or more");
        if (!double.IsFinite(costScaling) || costScaling < 0)
            throw new ArgumentOutOfRangeException(nameof(costScaling), costScaling, "a cost scaling factor is 0 or more per metre");
        var cells = map.Cells.ToArray();
        Apply(cells, map.Width, map.Height, radiusM / map.ResolutionM, reachM / map.ResolutionM, costScaling * map.ResolutionM, new());
        return map.With(cells);
    }

    /// <summary>The same in place; lengths in cells, the scaling per cell.</summary>
    internal static void Apply(Span<byte> cells, int width, int height, double radius, double reach, double scaling, DistanceTransform transform)
    {
        reach = Math.Max(radius, reach);
        // Nearer than one cell there is only the obstacle itself.
        if (reach < 1)
            return;
        var squared = transform.Squared(cells, width, height);
        var limit = reach * reach;
        for (var i = 0; i < cells.Length; i++)
        {
            if (squared[i] == 0 || squared[i] > limit)
                continue;
            var distance = Math.Sqrt(squared[i]);
            var cost = distance <= radius ? CellCost.Inscribed : (byte)(CellCost.MaxPassable * Math.Exp(-scaling * (distance - radius)));
            if (cells[i] == CellCost.Unknown ? cost == CellCost.Inscribed : cost > cells[i])
                cells[i] = cost;
        }
    }
}
