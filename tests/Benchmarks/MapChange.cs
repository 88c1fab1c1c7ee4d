using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>What happens to a map while a robot drives: a door on its way closes, or a box is put somewhere else.</summary>
internal static class MapChange
{
    private const int Tries = 50;

    /// <returns>The changed map, on which a way from start to goal is left; null where no such change was found.</returns>
    public static CostMap? Draw(CostMap map, Cell start, Cell goal, IReadOnlyList<Cell> path, bool door, Random random)
    {
        for (var attempt = 0; attempt < Tries && path.Count > 4; attempt++)
        {
            var cells = map.Cells.ToArray();
            if (door)
                cells[IndexOf(map, path[random.Next(1, path.Count - 1)])] = CellCost.Lethal;
            else
                Box(map, cells, random);
            var changed = map.With(cells);
            if (new PathQuery(changed, start, goal).Check() == Nav2Error.None && DistanceField.To(goal, changed).Units(start) != DistanceField.Unreachable)
                return changed;
        }
        return null;
    }

    /// <summary>Two by two cells become free here, and lethal there.</summary>
    private static void Box(CostMap map, byte[] cells, Random random)
    {
        foreach (var value in (byte[])[CellCost.Free, CellCost.Lethal])
        {
            var (x, y) = (random.Next(map.Width - 1), random.Next(map.Height - 1));
            for (var i = 0; i < 4; i++)
                cells[IndexOf(map, new(x + (i % 2), y + (i / 2)))] = value;
        }
    }

    private static int IndexOf(CostMap map, Cell cell) => (cell.Y * map.Width) + cell.X;
}
