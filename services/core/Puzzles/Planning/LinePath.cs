namespace Trm.Grid.Puzzles.Planning;

/// <summary>Paths given from outside as places joined by straight lines, as Nav2 gives them.</summary>
public static class LinePath
{
    /// <summary>The places at which, or on the way to which, the path is blocked or off the map, from 0; none where it may be driven.</summary>
    /// <param name="map">The inflated map.</param>
    /// <param name="path">Places on it.</param>
    /// <param name="unknownIsFree">Whether unknown cells may be entered or block.</param>
    public static List<int> Blocked(CostMap map, IReadOnlyList<GridPoint> path, bool unknownIsFree)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(path);
        var blocked = new List<int>();
        for (var i = 0; i < path.Count; i++)
            // What leaves the map is not followed on its way: that may be endless.
            if (!IsOn(map, path[i]) || !IsOn(map, path[Math.Max(0, i - 1)]) || !LineCells.IsClear(map, path[Math.Max(0, i - 1)], path[i], unknownIsFree, out _))
                blocked.Add(i);
        return blocked;
    }

    /// <summary>The path as cells, each a neighbour of the one before: along the line, one after the other.</summary>
    /// <returns>Whether they may be entered is <see cref="PathChecker"/>'s to say. No cells where the path leaves the map, or winds on for longer than it has cells.</returns>
    public static List<Cell> ToCells(CostMap map, IReadOnlyList<GridPoint> path)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(path);
        var cells = new List<Cell>();
        foreach (var place in path)
        {
            var cell = new Cell((int)Math.Floor(place.X), (int)Math.Floor(place.Y));
            if (!IsOn(map, place) || cells.Count > map.Cells.Length)
                return [];
            if (cells.Count == 0)
                cells.Add(cell);
            for (var here = cells[^1]; here != cell; here = cells[^1])
                cells.Add(Toward(here, cell));
        }
        return cells;
    }

    // False for what is not a number.
    private static bool IsOn(CostMap map, GridPoint place) => place.X >= 0 && place.Y >= 0 && place.X < map.Width && place.Y < map.Height;

    // The longer way first evens out against the shorter one, as Bresenham's line does.
    private static Cell Toward(Cell here, Cell there)
    {
        int dx = there.X - here.X, dy = there.Y - here.Y;
        var longest = Math.Max(Math.Abs(dx), Math.Abs(dy));
        return new(here.X + (int)Math.Round((double)dx / longest), here.Y + (int)Math.Round((double)dy / longest));
    }
}
