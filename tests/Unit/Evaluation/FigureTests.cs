using Trm.Grid.Contracts.V1;
using Trm.Grid.Evaluation.Runs;
using Trm.Grid.Evaluation.Suites;
using Trm.Grid.Runtime;
using Trm.Grid.Tests.Unit.Runtime;
using static Trm.Grid.Contracts.V1.EvaluationState;

namespace Trm.Grid.Tests.Unit.Evaluation;

public class FigureTests
{
    [Fact]
    public void Percentile_is_the_smallest_value_that_so_many_do_not_exceed()
    {
        double[] hundred = [.. Enumerable.Range(1, 100).Reverse().Select(value => (double)value)];
        Assert.Equal((50, 95, 99, 100), (Percentile.Of(hundred, 0.5), Percentile.Of(hundred, 0.95), Percentile.Of(hundred, 0.99), Percentile.Of(hundred, 1)));
        Assert.Equal((7, 7), (Percentile.Of([7], 0.01), Percentile.Of([7], 1)));
        Assert.Equal((1, 2), (Percentile.Of([2, 1], 0.5), Percentile.Of([2, 1], 0.51)));
    }

    [Fact]
    public void Evaluation_moves_as_the_table_says_and_an_ended_one_never_again()
    {
        //                     Taken    Progressed Finished   Faulted CancelAsked
        (EvaluationState From, EvaluationState?[] After)[] rows =
        [
            (Queued,    [Running, null,      null,      Failed, Cancelled]),
            (Running,   [Running, Running,   Succeeded, Failed, Cancelled]),
            (Succeeded, [null,    null,      null,      null,   null]),
            (Failed,    [null,    null,      null,      null,   null]),
            (Cancelled, [null,    null,      null,      null,   Cancelled]),
        ];
        foreach (var (from, after) in rows)
            Assert.Equal(after, Enum.GetValues<EvaluationSignal>().Select(signal => EvaluationTable.After(from, signal)));
        Assert.Equal([false, false, true, true, true], rows.Select(row => EvaluationTable.HasEnded(row.From)));
    }

    /// <summary>In windows alone, and beside one that the network is asked about in one piece.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(60, 20)]
    [InlineData(20, 60)]
    public void Maps_that_are_taken_in_windows_are_measured_whatever_comes_first(params int[] sides)
    {
        using var model = BundledModel.Load("planner");
        var instances = new PlanningInstances([.. sides.Select(side => new PlanningCase(new(side, side, new byte[side * side]), new(2, 3), new(12, 9)))]);
        var measured = instances.Measure(model, new(), _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (measured.Metrics["valid"], measured.Metrics["optimal"]));
        Assert.True(measured.Metrics["windows_mean"] >= 1);
    }

    /// <summary>Figures of int8, of more views or of first verified answers are others than the plain ones: who reads them later must see it.</summary>
    [Fact]
    public void The_name_of_a_suite_says_what_was_asked_for_beside_its_questions()
    {
        var plain = new Suite { GeneratedSudoku = new() { Count = 50, Seed = 7 } };
        Assert.Equal("sudoku/generated/50/7", SuiteReader.NameOf(plain, Precision.Fp32));
        var asked = new Suite(plain) { MaxSteps = 16, MaxViews = 8, UntilVerified = true, Followed = true };
        Assert.Equal("sudoku/generated/50/7 (int8, 16 steps, 8 views, until verified, followed)", SuiteReader.NameOf(asked, Precision.Int8));
        Assert.Equal("sudoku/generated/50/7 (8 views)", SuiteReader.NameOf(new Suite(plain) { MaxViews = 8 }, Precision.Fp32));
    }
}
