using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class LineTests
{
    [Fact]
    public void A_line_touches_every_cell_that_a_fine_walk_along_it_finds()
    {
        var random = new Random(3);
        for (var round = 0; round < 400; round++)
        {
            var (from, to) = (Place(random), Place(random));
            var touched = LineCells.Of(from, to).ToHashSet();
            for (var step = 0; step <= 1000; step++)
            {
                var share = step / 1000.0;
                Assert.Contains(new Cell((int)Math.Floor(from.X + (share * (to.X - from.X))), (int)Math.Floor(from.Y + (share * (to.Y - from.Y)))), touched);
            }
        }

        static GridPoint Place(Random random) => new(12 * random.NextDouble(), 12 * random.NextDouble());
    }

    [Fact]
    public void A_line_through_a_corner_touches_all_four_cells_there()
    {
        var cells = LineCells.Of(new(0.5, 0.5), new(1.5, 1.5)).ToHashSet();
        Assert.Equal([new(0, 0), new(0, 1), new(1, 0), new(1, 1)], cells.OrderBy(cell => cell.X).ThenBy(cell => cell.Y));
        Assert.Equal([new Cell(2, 3)], LineCells.Of(new(2.5, 3.5), new(2.5, 3.5)).Distinct());
        Assert.Empty(LineCells.Of(new(0, 0), new(double.NaN, 1)));
    }

    [Fact]
    public void A_path_from_outside_is_told_where_it_is_blocked()
    {
        var map = new CostMap(10, 10, Wall(10, 10, 5, 0, 8));
        Assert.Empty(LinePath.Blocked(map, [new(1.5, 1.5), new(4.5, 9.5), new(6.5, 9.5), new(8.5, 1.5)], false));
        Assert.Equal([1], LinePath.Blocked(map, [new(1.5, 1.5), new(8.5, 1.5)], false));
        Assert.Equal([1, 2], LinePath.Blocked(map, [new(1.5, 1.5), new(1e300, 1.5), new(8.5, 1.5)], false));
        Assert.Equal([0], LinePath.Blocked(map, [new(double.NaN, 1.5)], false));
        // The corner of the wall's end is touched.
        Assert.Equal([1], LinePath.Blocked(map, [new(4.5, 8.5), new(5.5, 9.5)], false));
    }

    [Fact]
    public void Places_become_neighbouring_cells_or_none_at_all()
    {
        var map = new CostMap(20, 20, new byte[400]);
        var random = new Random(4);
        for (var round = 0; round < 50; round++)
        {
            var places = Enumerable.Range(0, 5).Select(_ => new GridPoint(20 * random.NextDouble(), 20 * random.NextDouble())).ToList();
            var cells = LinePath.ToCells(map, places);
            Assert.Equal(new Cell((int)places[^1].X, (int)places[^1].Y), cells[^1]);
            Assert.All(cells.Zip(cells.Skip(1)), pair => Assert.Equal(1, Math.Max(Math.Abs(pair.First.X - pair.Second.X), Math.Abs(pair.First.Y - pair.Second.Y))));
        }
        Assert.Empty(LinePath.ToCells(map, [new(1, 1), new(-3e9, 4)]));
    }

    [Fact]
    public void A_grid_point_and_the_world_name_the_same_place_in_both_frames()
    {
        foreach (var axis in Enum.GetValues<MapAxis>())
        {
            var map = new CostMap(7, 5, new byte[35], 0.25, -3, 2, axis);
            var (x, y) = map.CellToWorld(new(2, 1));
            Assert.Equal(new GridPoint(2.5, 1.5), GridPoint.FromWorld(map, x, y));
            Assert.Equal((x, y), GridPoint.CentreOf(new(2, 1)).ToWorld(map));
        }
    }

    /// <summary>The smoothed line touches nothing that may not be entered, begins and ends where the path does, and is no longer.</summary>
    [Fact]
    public void A_smoothed_path_never_leaves_what_is_checked()
    {
        var (smoothed, shorter) = (0, 0);
        foreach (var (map, random) in SomeMaps.Many(150))
        {
            var (start, goal) = (SomeMaps.AnyCell(map, random), SomeMaps.AnyCell(map, random));
            if (new AStar().Find(new(map, start, goal), out _) is not { } path)
                continue;
            var line = PathSmoother.Smooth(map, path.Cells);
            Assert.Equal((GridPoint.CentreOf(start), GridPoint.CentreOf(goal)), (line[0], line[^1]));
            Assert.Empty(LinePath.Blocked(map, line, false));
            var length = line.Zip(line.Skip(1)).Sum(pair => Math.Sqrt(Math.Pow(pair.First.X - pair.Second.X, 2) + Math.Pow(pair.First.Y - pair.Second.Y, 2))) * map.ResolutionM;
            Assert.True(length <= path.LengthM + 1e-9, $"{length} against {path.LengthM}");
            (smoothed, shorter) = (smoothed + 1, shorter + (length < path.LengthM - 1e-6 ? 1 : 0));
        }
        Assert.True(smoothed > 40 && shorter > 20, $"{smoothed} smoothed, {shorter} shorter");
    }

    private static byte[] Wall(int width, int height, int x, int from, int to)
    {
        var cells = new byte[width * height];
        for (var y = from; y <= to; y++)
            cells[(y * width) + x] = CellCost.Lethal;
        return cells;
    }
}
