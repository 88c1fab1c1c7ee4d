using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

/// <summary>Maps to test on.</summary>
internal static class SomeMaps
{
    /// <summary>Maps of all families and many sizes, half of them with costs, some with unknown cells.</summary>
    public static IEnumerable<(CostMap Map, Random Random)> Many(int count, int largest = 40)
    {
        var families = Enum.GetValues<MapFamily>();
        for (var i = 0; i < count; i++)
        {
            var random = new Random(i);
            var map = MapGenerator.Generate(families[i % families.Length], random.Next(1, largest), random.Next(1, largest), (ulong)i, 1);
            if (random.Next(2) == 0)
                map = Inflation.Inflate(map, random.Next(3) * 0.5, 1 + (3 * random.NextDouble()), random.NextDouble());
            if (random.Next(2) == 0)
                map = Spoil(map, random);
            yield return (map, random);
        }
    }

    public static Cell AnyCell(CostMap map, Random random)
    {
        var free = FreeCells(map);
        return free.Count == 0 || random.Next(20) == 0 ? new(random.Next(map.Width), random.Next(map.Height)) : free[random.Next(free.Count)];
    }

    public static List<Cell> FreeCells(CostMap map)
    {
        var free = new List<Cell>();
        for (var y = 0; y < map.Height; y++)
            for (var x = 0; x < map.Width; x++)
                if (map.IsPassable(new(x, y)))
                    free.Add(new(x, y));
        return free;
    }

    /// <summary>An empty map whose lower right cell is walled in.</summary>
    public static CostMap Walled(int size)
    {
        var cells = new byte[size * size];
        cells[^2] = cells[^(size + 1)] = CellCost.Lethal;
        return new(size, size, cells);
    }

    private static CostMap Spoil(CostMap map, Random random)
    {
        var cells = map.Cells.ToArray();
        foreach (ref var cell in cells.AsSpan())
            if (cell < CellCost.Inscribed && random.Next(10) == 0)
                cell = random.Next(2) == 0 ? CellCost.Unknown : (byte)random.Next(253);
        return map.With(cells);
    }
}
