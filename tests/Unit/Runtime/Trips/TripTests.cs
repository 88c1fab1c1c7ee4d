using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Trips;

namespace Trm.Grid.Tests.Unit.Runtime.Trips;

/// <summary>What robots ask for, answered by A* alone: the legs' planner makes no difference.</summary>
public class TripTests
{
    private static readonly PlanOptions Options = new();
    private readonly TripPlanner _planner = new(new PathPlanner(null));

    [Fact]
    public void Via_points_are_passed_in_their_order_each_leg_a_checked_path()
    {
        var map = new CostMap(20, 20, new byte[400]);
        var outcome = Ask(map, new Trip { Start = new(1, 1), Goal = new(1, 18), Via = [new(18, 1), new(1, 2)], Smooth = true });
        Assert.Equal(2, outcome.ViaAt.Count);
        Assert.Equal([new(18, 1), new(1, 2)], outcome.ViaAt.Select(at => outcome.Path[at]));
        Assert.Equal((new Cell(1, 1), new Cell(1, 18)), (outcome.Path[0], outcome.Path[^1]));
        Assert.Equal(17 + 16 + Math.Sqrt(2) + 16, outcome.Cost, 6);
        Assert.Equal(0, outcome.Gap!.Value, 9);
        Assert.Contains((18.5, 18.5), outcome.Smooth);
    }

    [Theory]
    [InlineData(5, 5, Nav2Error.GoalOccupied)]
    [InlineData(50, 5, Nav2Error.GoalOutsideMap)]
    [InlineData(8, 8, Nav2Error.NoValidPath)]
    public void A_via_point_that_cannot_be_passed_leaves_no_path_and_its_number(int x, int y, Nav2Error error)
    {
        var outcome = Ask(Cellar(), new Trip { Start = new(0, 0), Goal = new(0, 9), Via = [new(1, 1), new(x, y)] });
        Assert.Equal((error, 0), (outcome.Error, outcome.Path.Count));
        Assert.Contains("via point 2", outcome.Message, StringComparison.Ordinal);
    }

    /// <summary>The start is walled in: planning leg by leg would tell of the first one.</summary>
    [Fact]
    public void A_via_point_off_the_map_is_told_before_any_leg_is_planned()
    {
        var outcome = Ask(Cellar(), new Trip { Start = new(8, 8), Goal = new(0, 9), Via = [new(1, 1), new(50, 5)] });
        Assert.Equal(Nav2Error.GoalOutsideMap, outcome.Error);
        Assert.Contains("via point 2", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_goal_that_cannot_be_reached_is_come_near_within_the_tolerance()
    {
        Assert.Equal(Nav2Error.GoalOccupied, Ask(Cellar(), new Trip { Start = new(0, 0), Goal = new(5, 5) }).Error);
        var near = Ask(Cellar(), new Trip { Start = new(0, 0), Goal = new(5, 5), GoalToleranceM = 1 });
        Assert.Equal((Nav2Error.None, 1), (near.Error, Math.Abs(near.Path[^1].X - 5) + Math.Abs(near.Path[^1].Y - 5)));
        Assert.Contains("ends 1.00 m from it", near.Message, StringComparison.Ordinal);
        Assert.Equal(Nav2Error.NoValidPath, Ask(Cellar(), new Trip { Start = new(0, 0), Goal = new(8, 8), GoalToleranceM = 1 }).Error);
        Assert.Equal(Nav2Error.None, Ask(Cellar(), new Trip { Start = new(0, 0), Goal = new(8, 8), GoalToleranceM = 3 }).Error);
        Assert.Equal(Nav2Error.StartOccupied, Ask(Cellar(), new Trip { Start = new(5, 5), Goal = new(0, 0), GoalToleranceM = 3 }).Error);
    }

    [Fact]
    public void The_current_path_stays_until_it_is_blocked_left_or_clearly_worse()
    {
        var open = new CostMap(12, 12, new byte[144]);
        List<Cell> detour = [.. Enumerable.Range(0, 11).Select(x => new Cell(x, 0)), .. Enumerable.Range(1, 10).Select(y => new Cell(10, y))];
        var straight = new AStar().Find(new(open, new(0, 0), new(10, 10)), out _)!.Cells;
        var trip = new Trip { Start = new(3, 0), Goal = new(10, 10), Current = detour };
        Assert.Equal(PlannerKind.AStar, Ask(open, trip).Planner);
        var kept = Ask(open, trip with { KeepWithin = 0.5 });
        Assert.Equal((PlannerKind.Kept, new Cell(3, 0), detour.Count - 3), (kept.Planner, kept.Path[0], kept.Path.Count));
        Assert.Equal(17, kept.Cost);
        Assert.InRange(kept.Gap!.Value, 0.2, 0.5);
        // Beside the path by one cell: back onto it.
        Assert.Equal(new Cell(3, 1), Ask(open, trip with { Start = new(3, 1), KeepWithin = 0.6 }).Path[0]);
        Assert.Equal(PlannerKind.AStar, Ask(open, trip with { Start = new(3, 5), KeepWithin = 9 }).Planner);
        Assert.Equal(PlannerKind.AStar, Ask(open, trip with { Goal = new(9, 10), KeepWithin = 9 }).Planner);
        Assert.Equal(PlannerKind.Kept, Ask(open, trip with { Goal = new(9, 10), KeepWithin = 9, GoalToleranceM = 1 }).Planner);
        Assert.Equal(PlannerKind.Kept, Ask(open, new Trip { Start = new(0, 0), Goal = new(10, 10), Current = straight }).Planner);
        var blocked = new byte[144];
        blocked[(5 * 12) + 10] = CellCost.Lethal;
        Assert.Equal(PlannerKind.AStar, Ask(open.With(blocked), trip with { KeepWithin = 9 }).Planner);
    }

    [Fact]
    public void A_long_robot_may_take_the_aisle_lengthwise_where_it_may_not_turn()
    {
        // Cells of 0.1 m, an aisle of 0.7 m: 1 m x 0.4 m drives through, its circle of 0.54 m does not.
        var cells = new byte[60 * 40];
        for (var y = 0; y < 40; y++)
            if (y is < 17 or > 23)
                Array.Fill(cells, CellCost.Lethal, (y * 60) + 20, 20);
        var map = new CostMap(60, 40, cells, 0.1);
        var trip = new Trip { Start = new(8, 20), Goal = new(51, 20), Footprint = new([(0.5, 0.2), (-0.5, 0.2), (-0.5, -0.2), (0.5, -0.2)]) };
        var turning = Ask(map, trip);
        Assert.Equal((Nav2Error.NoValidPath, trip.Footprint.CircumscribedM), (turning.Error, turning.GrownByM!.Value));
        var lengthwise = Ask(map, trip with { Oriented = true });
        Assert.Equal((Nav2Error.None, 0.2), (lengthwise.Error, lengthwise.GrownByM!.Value));
        Assert.Null(FootprintSweep.FirstTouch(map, trip.Footprint, lengthwise.Path));
    }

    private PlanOutcome Ask(CostMap map, Trip trip) => _planner.Plan(radius => radius > 0 ? Inflation.Inflate(map, radius) : map, trip, Options);

    /// <summary>10 x 10; (5, 5) is blocked, and (8, 8) walled in.</summary>
    private static CostMap Cellar()
    {
        var cells = new byte[100];
        cells[55] = CellCost.Lethal;
        for (var i = 0; i < 9; i++)
            if (i != 4)
                cells[((7 + (i / 3)) * 10) + 7 + (i % 3)] = CellCost.Lethal;
        return new(10, 10, cells);
    }
}
