using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Runtime;

/// <summary>With the bundled planner: a door closes, and the recursion need not begin anew.</summary>
public sealed class WarmReplanning : IDisposable
{
    private static readonly Cell Start = new(2, 2), Goal = new(37, 37);
    private readonly StepModel _model = BundledModel.Load("planner");
    private readonly RecursiveSolver _solver;

    public WarmReplanning() => _solver = new(_model);

    [Fact]
    public void After_a_small_change_the_recursion_goes_on_with_fewer_steps_than_from_the_beginning()
    {
        var planner = new PathPlanner(_solver);
        Assert.False(planner.Plan(Floor(closed: false), Start, Goal).Warm);
        var warm = planner.Plan(Floor(closed: true), Start, Goal);
        var cold = new PathPlanner(_solver).Plan(Floor(closed: true), Start, Goal);
        Assert.Equal((PlannerKind.Trm, true, false), (warm.Planner, warm.Warm, cold.Warm));
        Assert.True(warm.Steps <= cold.Steps, $"warm {warm.Steps}, cold {cold.Steps}");
        Assert.True(PathChecker.Check(new(Floor(closed: true), Start, Goal), warm.Path).IsValid);
        Assert.InRange(warm.Gap!.Value, 0, PlanOptions.DefaultMaxGap);
    }

    [Fact]
    public void Another_goal_another_map_or_a_wish_for_it_begins_at_the_beginning()
    {
        var planner = new PathPlanner(_solver);
        planner.Plan(Floor(closed: false), Start, Goal);
        Assert.False(planner.Plan(Floor(closed: true), Start, new(36, 37)).Warm);
        Assert.False(planner.Plan(new CostMap(40, 40, new byte[1600]), Start, Goal).Warm);
        Assert.False(planner.Plan(Floor(closed: true), Start, Goal, new PlanOptions { WarmStart = false }).Warm);
    }

    public void Dispose()
    {
        _solver.Dispose();
        _model.Dispose();
    }

    /// <summary>Two walls with two doors each; one door of the first can be closed.</summary>
    private static CostMap Floor(bool closed)
    {
        var cells = new byte[40 * 40];
        for (var x = 0; x < 40; x++)
        {
            if (x is not (8 or 9 or 28 or 29))
                cells[(13 * 40) + x] = cells[(14 * 40) + x] = CellCost.Lethal;
            if (x is not (15 or 16))
                cells[(27 * 40) + x] = CellCost.Lethal;
        }
        for (var x = 8; closed && x < 10; x++)
            cells[(13 * 40) + x] = cells[(14 * 40) + x] = CellCost.Lethal;
        return new(40, 40, cells);
    }
}
