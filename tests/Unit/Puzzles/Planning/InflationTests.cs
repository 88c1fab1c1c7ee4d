using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class InflationTests
{
    [Fact]
    public void It_is_Nav2s_formula_on_the_exact_distance()
    {
        foreach (var (map, random) in SomeMaps.Many(240, largest: 20))
        {
            var (radius, reach, scaling) = (2 * random.NextDouble(), 6 * random.NextDouble(), 3 * random.NextDouble());
            var inflated = Inflation.Inflate(map, radius * map.ResolutionM, reach * map.ResolutionM, scaling / map.ResolutionM);
            for (var y = 0; y < map.Height; y++)
                for (var x = 0; x < map.Width; x++)
                {
                    var distance = NearestLethal(map, x, y);
                    var cost = distance == 0 ? CellCost.Lethal
                        : distance <= radius ? CellCost.Inscribed
                        : distance <= reach ? (byte)(252 * Math.Exp(-scaling * (distance - radius)))
                        : CellCost.Free;
                    var own = map[x, y];
                    var expected = own == CellCost.Unknown ? (cost >= CellCost.Inscribed ? cost : own) : Math.Max(own, cost);
                    Assert.Equal(expected, inflated[x, y]);
                }
        }
    }

    [Fact]
    public void A_map_without_obstacles_stays_as_it_is() =>
        Assert.Equal(0, Inflation.Inflate(new(40, 30, new byte[1200]), 2, 5).Cells.IndexOfAnyExcept((byte)0) + 1);

    [Fact]
    public void A_path_on_the_inflated_map_keeps_the_robots_radius_clear()
    {
        var (search, found) = (new AStar(), 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var map = MapGenerator.Generate(MapFamily.Caves, 40, 40, (ulong)seed, 0.1);
            var inflated = Inflation.Inflate(map, 0.22);
            var free = SomeMaps.FreeCells(inflated);
            if (free.Count < 2 || search.Search(new(inflated, free[0], free[^1])) != Nav2Error.None)
                continue;
            found++;
            Assert.True(PathChecker.ClearanceM(inflated, search.Path) is not { } clearance || clearance > 0.22);
        }
        Assert.True(found > 10, $"{found} paths");
    }

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, -1)]
    public void Impossible_measures_are_refused(double radius, double reach, double scaling) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Inflation.Inflate(new(1, 1, [0]), radius, reach, scaling));

    internal static double NearestLethal(CostMap map, int x, int y)
    {
        var best = double.PositiveInfinity;
        for (var v = 0; v < map.Height; v++)
            for (var u = 0; u < map.Width; u++)
                if (map[u, v] == CellCost.Lethal)
                    best = Math.Min(best, Math.Sqrt(((u - x) * (u - x)) + ((v - y) * (v - y))));
        return best;
    }
}
