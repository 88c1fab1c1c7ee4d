using System.Diagnostics;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Runtime;

public class RecursiveSolving
{
    [Fact]
    public void A_verified_answer_ends_the_recursion_at_its_step()
    {
        using var model = HandBuiltStep.Counting();
        using var solver = new RecursiveSolver(model);
        var solution = solver.Solve(new CountingQuestion(target: 5));
        Assert.Equal((true, 5, 5, 1, StopReason.Verified), (solution.Verified, solution.Answer, solution.Steps, solution.Views, solution.Stopped));
    }

    [Fact]
    public void The_halt_head_ends_a_view_whose_answer_is_not_verified()
    {
        using var model = HandBuiltStep.Counting(haltAt: 3);
        using var solver = new RecursiveSolver(model);
        var solution = solver.Solve(new CountingQuestion(target: 7));
        Assert.Equal((false, 3, 3, StopReason.Halted), (solution.Verified, solution.Answer, solution.Steps, solution.Stopped));
        Assert.Equal(0.5f, solution.HaltLogit, 3);
        var stubborn = solver.Solve(new CountingQuestion(target: 7), new SolveOptions { StopOnHalt = false });
        Assert.Equal((true, 7, StopReason.Verified), (stubborn.Verified, stubborn.Steps, stubborn.Stopped));
    }

    [Fact]
    public void The_step_limit_of_the_model_ends_a_run_and_options_override_it()
    {
        using var model = HandBuiltStep.Counting(steps: 4);
        using var solver = new RecursiveSolver(model);
        var solution = solver.Solve(new CountingQuestion(target: 9));
        Assert.Equal((4, StopReason.StepLimit), (solution.Steps, solution.Stopped));
        Assert.Equal(9, solver.Solve(new CountingQuestion(target: 9), new SolveOptions { MaxSteps = 12 }).Steps);
    }

    [Fact]
    public void A_failed_question_is_tried_under_its_other_views()
    {
        using var model = HandBuiltStep.Counting(steps: 2);
        using var solver = new RecursiveSolver(model);
        var solution = solver.Solve(new CountingQuestion(target: 5, views: 6));
        Assert.Equal((true, 5, 8, 4), (solution.Verified, solution.Answer, solution.Steps, solution.Views));
        var limited = solver.Solve(new CountingQuestion(target: 5, views: 6), new SolveOptions { MaxViews = 2 });
        Assert.Equal((false, 4, 2, StopReason.StepLimit), (limited.Verified, limited.Steps, limited.Views, limited.Stopped));
    }

    [Fact]
    public void Every_step_is_told_as_it_comes()
    {
        using var model = HandBuiltStep.Counting(steps: 2);
        using var solver = new RecursiveSolver(model);
        var told = new List<(int View, int Step, int Answer)>();
        solver.Solve(new CountingQuestion(target: 4, views: 3), onStep: step => told.Add((step.View, step.Step, step.Attempt.Answer)));
        Assert.Equal([(0, 1, 1), (0, 2, 2), (1, 1, 2), (1, 2, 3), (2, 1, 3), (2, 2, 4)], told);
    }

    [Fact]
    public void A_verified_answer_that_may_get_better_waits_until_it_has_settled()
    {
        using var model = HandBuiltStep.Counting(steps: 9);
        using var solver = new RecursiveSolver(model);
        var solution = solver.Solve(new CountingQuestion(target: 3), new SolveOptions { SettleSteps = 2 });
        Assert.Equal((true, 3, 5), (solution.Verified, solution.Answer, solution.Steps));
    }

    [Fact]
    public void A_verified_answer_that_comes_again_at_the_same_cost_has_settled()
    {
        using var model = HandBuiltStep.Counting(steps: 9);
        using var solver = new RecursiveSolver(model);
        var solution = solver.Solve(new CountingQuestion(target: 3, orMore: true, dearer: 0), new SolveOptions { SettleSteps = 3 });
        Assert.Equal((true, 3, 4, StopReason.Verified), (solution.Verified, solution.Answer, solution.Steps, solution.Stopped));
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 5)]
    public void Of_several_verified_answers_the_cheapest_is_taken_or_the_latest(bool latest, int answer)
    {
        using var model = HandBuiltStep.Counting(steps: 9);
        using var solver = new RecursiveSolver(model);
        var solution = solver.Solve(new CountingQuestion(target: 3, orMore: true), new SolveOptions { SettleSteps = 2, TakeLatest = latest });
        Assert.Equal((true, answer, 5), (solution.Verified, solution.Answer, solution.Steps));
    }

    [Fact]
    public void A_freed_slot_takes_the_next_question_while_its_neighbours_go_on()
    {
        using var model = HandBuiltStep.Counting(steps: 12);
        using var solver = new RecursiveSolver(model);
        var questions = Enumerable.Range(0, 40).Select(i => new CountingQuestion(target: 1 + i % 9)).ToList<IQuestion<int>>();
        var solutions = solver.SolveAll(questions, new SolveOptions { Slots = 3 });
        Assert.All(solutions.Index(), s => Assert.Equal((true, 1 + s.Index % 9, 1 + s.Index % 9), (s.Item.Verified, s.Item.Answer, s.Item.Steps)));
    }

    [Fact]
    public void A_deadline_breaks_off_a_running_step()
    {
        using var model = HandBuiltStep.Counting(multiplications: 3000);
        using var solver = new RecursiveSolver(model);
        var began = Stopwatch.GetTimestamp();
        var solution = solver.Solve(new CountingQuestion(target: 5), new SolveOptions { TimeLimit = TimeSpan.FromMilliseconds(60) });
        Assert.Equal((StopReason.Deadline, 0, 1), (solution.Stopped, solution.Steps, solution.Views));
        Assert.True(float.IsNaN(solution.HaltLogit));
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.05, 2);
    }

    [Fact]
    public void A_cancelled_run_gives_what_it_found_and_the_solver_goes_on_working()
    {
        using var model = HandBuiltStep.Counting(steps: 100);
        using var solver = new RecursiveSolver(model);
        using var cancel = new CancellationTokenSource();
        var solution = solver.Solve(new CountingQuestion(target: 90), onStep: step => { if (step.Step == 4) cancel.Cancel(); }, cancellation: cancel.Token);
        Assert.Equal((StopReason.Cancelled, 4, 4, false), (solution.Stopped, solution.Steps, solution.Answer, solution.Verified));
        Assert.True(solver.Solve(new CountingQuestion(target: 6)).Verified);
    }

    [Fact]
    public void A_passed_deadline_asks_no_step_at_all()
    {
        using var model = HandBuiltStep.Counting();
        using var solver = new RecursiveSolver(model);
        var solution = solver.Solve(new CountingQuestion(target: 1), new SolveOptions { TimeLimit = TimeSpan.Zero });
        Assert.Equal((StopReason.Deadline, 0), (solution.Stopped, solution.Steps));
    }

    [Fact]
    public void Two_threads_may_ask_one_solver()
    {
        using var model = HandBuiltStep.Counting(steps: 12);
        using var solver = new RecursiveSolver(model);
        Parallel.For(0, 64, i => Assert.Equal(1 + i % 10, solver.Solve(new CountingQuestion(target: 1 + i % 10)).Answer));
    }

    [Fact]
    public void A_question_of_another_size_is_refused_with_both_sizes()
    {
        using var model = HandBuiltStep.Counting();
        using var solver = new RecursiveSolver(model);
        var fault = Assert.Throws<ArgumentException>(() => solver.Solve(new CountingQuestion(target: 1, height: 4)));
        Assert.Contains("2x3 expects 6 cells, got 4x3 = 12", fault.Message, StringComparison.Ordinal);
    }
}
