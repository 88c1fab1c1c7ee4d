using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using Trm.Grid.Trainer;

namespace Trm.Grid.Tests.Unit.Model;

public class SmallPresetTests
{
    /// <summary>Reaches 65 % of unseen cells and valid paths for 75 % of unseen queries (80 and more where it was measured).</summary>
    [Fact]
    public void Tiny_planner_learns_to_plan_in_seconds()
    {
        using var session = Trained("planner-tiny");
        Assert.InRange(session.Validate(Presets.Find("planner-tiny")!.HeldOut(77), 200, 3).CellAccuracy, 0.65, 1);
        var maps = (PlannerExamples)Presets.Find("planner-tiny")!.HeldOut(77);
        using var solver = new RecursiveSolver(new NetworkStepModel(session.Averaged, threads: 1));
        var solutions = solver.SolveAll([.. Enumerable.Range(0, 200).Select(i => Remotest(maps, i))], new() { MaxSteps = 3, MaxViews = 1, StopOnHalt = false });
        Assert.InRange(solutions.Count(solution => solution.Verified), 150, 200);
    }

    /// <summary>Solves 80 % of unseen puzzles exactly (96 % where it was measured).</summary>
    [Fact]
    public void Small_sudoku_network_learns_to_solve_in_seconds()
    {
        using var session = Trained("sudoku4");
        Assert.InRange(session.Validate(Presets.Find("sudoku4")!.HeldOut(77), 200, 4).ExactShare, 0.8, 1);
    }

    private static TrainingSession Trained(string name)
    {
        var preset = Presets.Find(name)!;
        var session = TrainingSession.Start(preset.Configuration, preset.Recipe with { Threads = 1 }, preset.Examples(1), 1);
        while (!session.Finished) session.Step();
        return session;
    }

    private static IQuestion<PathAnswer> Remotest(PlannerExamples maps, long index)
    {
        var (map, goal) = maps.DrawMap(index);
        var field = DistanceField.To(goal, map);
        var start = Enumerable.Range(0, map.Width * map.Height).Select(i => new Cell(i % map.Width, i / map.Width))
            .Where(cell => field.Units(cell) != DistanceField.Unreachable).MaxBy(field.Units);
        return new PlanQuestion(map, start, goal);
    }
}
