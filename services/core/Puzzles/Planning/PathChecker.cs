using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// Says whether a path may be driven: begins at the start, ends at the goal, stays on the map, moves from neighbour to neighbour, enters nothing
/// blocked, cuts no corner, visits no cell twice. It is sound and knows nothing of how the path was made.
/// </summary>
public static class PathChecker
{
    /// <summary>How far around a path <see cref="ClearanceM"/> looks for obstacles, in cells.</summary>
    public const int ClearanceCells = 128;

    public static PathReport Check(PathQuery query, ReadOnlySpan<Cell> path)
    {
        ArgumentNullException.ThrowIfNull(query);
        var faults = Faults(query, path);
        if (faults.Count > 0)
            return new() { Faults = faults };
        var units = 0L;
        for (var i = 1; i < path.Length; i++)
            units += MoveCost.Units(query.Map[path[i]], IsDiagonal(path[i - 1], path[i]));
        return new()
        {
            Faults = faults,
            Units = units,
            Cost = MoveCost.ToCells(units),
            LengthM = LengthM(path, query.Map.ResolutionM),
        };
    }

    public static PathReport Check(PathQuery query, IReadOnlyList<Cell> path) => Check(query, path as Cell[] ?? [.. path]);

    /// <summary>The length of a connected path in metres, from cell centre to cell centre.</summary>
    public static double LengthM(ReadOnlySpan<Cell> path, double resolutionM)
    {
        var diagonals = 0;
        for (var i = 1; i < path.Length; i++)
            diagonals += IsDiagonal(path[i - 1], path[i]) ? 1 : 0;
        return path.IsEmpty ? 0 : ((path.Length - 1 - diagonals) + (diagonals * Math.Sqrt(2))) * resolutionM;
    }

    /// <summary>
    /// Smallest distance between the centre of a path cell and the centre of a lethal (254) cell, metres. Null where no lethal cell lies within
    /// <see cref="ClearanceCells"/> cells of the path. All cells of the path must be on the map.
    /// </summary>
    public static double? ClearanceM(CostMap map, ReadOnlySpan<Cell> path)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Clearance.SmallestCells(map, path, ClearanceCells) * map.ResolutionM;
    }

    public static double? ClearanceM(CostMap map, IReadOnlyList<Cell> path) => ClearanceM(map, path as Cell[] ?? [.. path]);

    private static List<PathFault> Faults(PathQuery query, ReadOnlySpan<Cell> path)
    {
        var faults = new List<PathFault>();
        if (path.IsEmpty)
        {
            faults.Add(new(PathFaultKind.Empty, -1, query.Start));
            return faults;
        }
        var (map, unknownIsFree) = (query.Map, query.UnknownIsFree);
        var seen = new HashSet<Cell>(path.Length);
        if (path[0] != query.Start)
            faults.Add(new(PathFaultKind.WrongStart, 0, path[0]));
        for (var i = 0; i < path.Length; i++)
        {
            var cell = path[i];
            if (!map.Contains(cell))
                faults.Add(new(PathFaultKind.OutsideMap, i, cell));
            else if (!map.IsPassable(cell, unknownIsFree))
                faults.Add(new(PathFaultKind.Blocked, i, cell));
            if (!seen.Add(cell))
                faults.Add(new(PathFaultKind.Repeated, i, cell));
            if (i == 0 || path[i - 1] == cell)
                continue;
            var before = path[i - 1];
            if (Math.Abs((long)cell.X - before.X) > 1 || Math.Abs((long)cell.Y - before.Y) > 1)
                faults.Add(new(PathFaultKind.Disconnected, i, cell));
            else if (IsDiagonal(before, cell)
                && !(map.IsPassable(new(cell.X, before.Y), unknownIsFree) && map.IsPassable(new(before.X, cell.Y), unknownIsFree)))
                faults.Add(new(PathFaultKind.CornerCut, i, cell));
        }
        if (path[^1] != query.Goal)
            faults.Add(new(PathFaultKind.WrongGoal, path.Length - 1, path[^1]));
        return faults;
    }

    private static bool IsDiagonal(Cell a, Cell b) => a.X != b.X && a.Y != b.Y;
}
