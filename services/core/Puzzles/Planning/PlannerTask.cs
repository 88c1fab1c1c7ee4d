namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// The planner task as a network sees it. It reads three planes: 0 blocked (1 or 0), 1 the cost of a passable cell as c / 252, 2 the goal (1 in one
/// cell). It answers in every cell with one of the eight moves of <see cref="Move"/>, a policy for the whole map: there is no plane for the start.
/// </summary>
public static class PlannerTask
{
    public const int Channels = 3;

    public static TaskShape Shape { get; } = new() { Task = "planner", Input = InputKind.Planes, Channels = Channels, Classes = Move.Count };

    /// <summary>Writes the three planes of a map under a symmetry.</summary>
    /// <param name="cells">[height * width] inflated costs.</param>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="goal">A cell of it.</param>
    /// <param name="unknownIsFree">Whether unknown cells may be entered or block.</param>
    /// <param name="view">One of the symmetries of <see cref="Dihedral"/>.</param>
    /// <param name="planes">[3 * height * width], written in full.</param>
    internal static void Encode(ReadOnlySpan<byte> cells, int height, int width, Cell goal, bool unknownIsFree, int view, Span<float> planes)
    {
        var count = height * width;
        if (planes.Length != Channels * count)
            throw new ArgumentException($"{Channels} planes of {height}x{width} take {Channels * count} floats, got {planes.Length}", nameof(planes));
        var blocked = planes[..count];
        var cost = planes.Slice(count, count);
        var target = planes[(2 * count)..];
        var (start, perColumn, perRow) = Dihedral.Strides(view, height, width);
        target.Clear();
        target[start + (goal.X * perColumn) + (goal.Y * perRow)] = 1;
        for (int y = 0, i = 0; y < height; y++)
            for (int x = 0, at = start + (y * perRow); x < width; x++, at += perColumn, i++)
            {
                var passable = CellCost.IsPassable(cells[i], unknownIsFree);
                blocked[at] = passable ? 0 : 1;
                cost[at] = passable && cells[i] != CellCost.Unknown ? cells[i] / (float)CellCost.MaxPassable : 0;
            }
    }
}
