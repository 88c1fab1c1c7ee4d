using System.Diagnostics;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class FootprintTests
{
    /// <summary>A metre long, 0.4 m wide.</summary>
    private static readonly Footprint Long = new([(0.5, 0.2), (-0.5, 0.2), (-0.5, -0.2), (0.5, -0.2)]);

    [Fact]
    public void An_outline_knows_the_circles_in_it_and_around_it()
    {
        Assert.Equal(Math.Sqrt(0.29), Long.CircumscribedM, 9);
        Assert.Equal(0.2, Long.InscribedM, 9);
        Assert.Equal(0, new Footprint([(1, 1), (2, 1), (1, 2)]).InscribedM);
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(3, false)]
    public void A_long_robot_drives_straight_through_a_narrow_aisle_but_not_around_its_corner(int aisle, bool clear)
    {
        // Cells of 0.1 m; an aisle of so many cells along y = 20.
        var cells = new byte[60 * 40];
        Array.Fill(cells, CellCost.Lethal);
        for (var y = 20; y < 20 + aisle; y++)
            Array.Fill(cells, CellCost.Free, y * 60, 60);
        var path = Enumerable.Range(10, 40).Select(x => new Cell(x, 20 + (aisle / 2))).ToList();
        Assert.Equal(clear, FootprintSweep.FirstTouch(new CostMap(60, 40, cells, 0.1), Long, path) is null);
        List<Cell> turning = [.. path.Take(20), new(path[19].X, path[19].Y + 1)];
        Assert.Equal(clear ? 19 : 0, FootprintSweep.FirstTouch(new CostMap(60, 40, cells, 0.1), Long, turning));
    }

    [Fact]
    public void The_robot_s_left_is_the_map_s_left()
    {
        // An arm of 0.5 m to the left; the robot drives east on a y-up map, so its left is up: row 10 and less.
        var arm = new Footprint([(0.1, 0.5), (-0.1, 0.5), (-0.1, -0.1), (0.1, -0.1)]);
        var path = Enumerable.Range(5, 10).Select(x => new Cell(x, 14)).ToList();
        Assert.NotNull(FootprintSweep.FirstTouch(With(new(9, 10)), arm, path));
        Assert.Null(FootprintSweep.FirstTouch(With(new(9, 18)), arm, path));

        static CostMap With(Cell obstacle)
        {
            var cells = new byte[30 * 30];
            cells[(obstacle.Y * 30) + obstacle.X] = CellCost.Lethal;
            return new(30, 30, cells, 0.1);
        }
    }

    [Fact]
    public void The_nearest_reachable_goal_is_found_within_the_tolerance_only()
    {
        var cells = new byte[100];
        for (var i = 0; i < 9; i++)
            cells[((2 + (i / 3)) * 10) + 5 + (i % 3)] = CellCost.Lethal;
        var query = new PathQuery(new CostMap(10, 10, cells), new(0, 0), new(6, 3));
        Assert.Null(NearestGoal.Find(query, 1.5));
        Assert.Equal(2, Math.Abs(NearestGoal.Find(query, 2)!.Value.X - 6) + Math.Abs(NearestGoal.Find(query, 2)!.Value.Y - 3));
        cells[11] = cells[1] = cells[10] = CellCost.Lethal;
        Assert.Null(NearestGoal.Find(query, 4));
    }

    /// <summary>A goal in the middle, and all that can be reached is on its right, more than the root of 2^31 wide.</summary>
    [Theory]
    [InlineData(200_000)]
    [InlineData(1_000_000)]
    public void The_nearest_goal_on_a_very_wide_map_is_found_in_no_time(int width)
    {
        var cells = new byte[width];
        cells[1000] = CellCost.Lethal;
        var query = new PathQuery(new CostMap(width, 1, cells, 0.0001), new(width - 1, 0), new(1000, 0));
        var watch = Stopwatch.StartNew();
        Assert.Equal(new Cell(1001, 0), NearestGoal.Find(query, 1_000_000));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Who_looks_for_a_nearest_goal_or_a_touch_hears_that_it_is_cancelled()
    {
        var cancelled = new CancellationToken(canceled: true);
        var wide = new PathQuery(new CostMap(100, 100, new byte[10_000]), new(0, 0), new(50, 50));
        // With no tolerance below 0 there are no rows to look at: it is heard while cells are being reached.
        Assert.Throws<OperationCanceledException>(() => NearestGoal.Find(wide, -1, cancelled));
        var small = new PathQuery(new CostMap(10, 10, new byte[100]), new(0, 0), new(5, 5));
        Assert.Throws<OperationCanceledException>(() => NearestGoal.Find(small, 3, cancelled));
        Assert.Throws<OperationCanceledException>(() => FootprintSweep.FirstTouch(wide.Map, Long, [new(50, 50), new(51, 50)], cancel: cancelled));
    }
}
