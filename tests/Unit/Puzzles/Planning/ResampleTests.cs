using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class ResampleTests
{
    [Fact]
    public void No_wall_is_ever_freed_and_every_fine_cell_is_covered_by_a_coarse_one_at_least_as_bad()
    {
        var freed = 0;
        foreach (var (source, random) in SomeMaps.Many(300))
        {
            var map = new CostMap(source.Width, source.Height, source.Cells.ToArray(), 0.05, -3, 7, (MapAxis)random.Next(2));
            var coarse = Resample.ToResolution(map, random.Next(3) switch { 0 => 0.25, 1 => 0.05 + (0.4 * random.NextDouble()), _ => 0.05 * random.Next(1, 9) });
            for (var y = 0; y < map.Height; y++)
                for (var x = 0; x < map.Width; x++)
                {
                    var (worldX, worldY) = map.CellToWorld(new(x, y));
                    foreach (var (dx, dy) in new[] { (0.0, 0.0), (-0.024, -0.024), (0.024, 0.024), (0.024, -0.024), (-0.024, 0.024) })
                        freed += Badness(coarse[coarse.WorldToCell(worldX + dx, worldY + dy)]) < Badness(map[x, y]) ? 1 : 0;
                }
        }
        Assert.Equal(0, freed);
    }

    [Fact]
    public void A_coarse_cell_is_no_worse_than_the_fine_cells_it_holds()
    {
        var map = new CostMap(5, 2, [0, 7, 255, 0, 253, 3, 0, 0, 0, 0], 1);
        Assert.Equal([7, 255, 253], Resample.ToResolution(map, 2).Cells.ToArray());
        Assert.Equal([0, 0, 255], Resample.ToResolution(new(5, 2, new byte[10], 1), 2).Cells.ToArray());
        Assert.Same(map, Resample.ToResolution(map, 1));
    }

    [Fact]
    public void A_coarse_path_can_be_driven_on_the_fine_map()
    {
        var plan = MapGenerator.FloorPlan(20, 12, 1);
        var coarse = Resample.ToResolution(plan, 0.25);
        Assert.Equal((400, 240, 80, 48), (plan.Width, plan.Height, coarse.Width, coarse.Height));
        var free = SomeMaps.FreeCells(coarse);
        var answer = new AStar().Find(new(coarse, free[0], free[^1]), out _)!;
        foreach (var cell in answer.Cells)
        {
            var (x, y) = coarse.CellToWorld(cell);
            Assert.True(plan.IsPassable(plan.WorldToCell(x, y)));
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Only_larger_cells_are_possible(double resolution) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Resample.ToResolution(new(2, 2, new byte[4], 0.05), resolution));

    private static int Badness(byte value) => value switch { CellCost.Lethal => 1000, CellCost.Inscribed => 900, CellCost.Unknown => 800, _ => value };
}
