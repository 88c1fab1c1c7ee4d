using System.Collections.Concurrent;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Runtime.Measuring;

namespace Trm.Grid.Tests.Unit.Runtime;

public class MeasuringTests
{
    [Fact]
    public void Curve_over_steps_rises_to_the_share_that_was_right()
    {
        var curve = new StepCurve();
        Assert.Empty(curve.Shares(4));
        foreach (var step in new[] { 3, 1, 3 })
            curve.RightAt(step);
        Assert.Equal(new Dictionary<uint, double> { [1] = 0.25, [2] = 0.25, [3] = 0.75 }, curve.Shares(4));
    }

    [Fact]
    public void Sources_are_told_apart_and_those_with_the_most_instances_are_told()
    {
        var tally = new SourceTally();
        tally.Take("", exact: true, verified: true);
        Assert.Empty(tally.Shares());
        for (var named = 0; named < SourceTally.MostSources; named++)
            tally.Take($"source {named:00}", exact: false, verified: false);
        foreach (var (exact, verified) in new[] { (true, true), (false, true), (false, false), (false, false) })
            tally.Take("zebra", exact, verified);
        var shares = tally.Shares();
        Assert.Equal(SourceTally.MostSources, shares.Count);
        Assert.Equal(new SourceShares { Count = 4, Exact = 0.25, Verified = 0.5 }, shares["zebra"]);
        Assert.False(shares.ContainsKey("source 63"));
    }

    /// <summary>By hand: of four answers believed in with 0.8 two are right, the one believed in with 0.3 is wrong: (4 * |0.8 - 0.5| + |0.3 - 0|) / 5.</summary>
    [Fact]
    public void Calibration_error_is_the_weighted_gap_between_belief_and_truth()
    {
        var calibration = new Calibration();
        Assert.Equal(0, calibration.Error());
        foreach (var right in new[] { true, true, false, false })
            calibration.Add(Logit(0.8), right);
        calibration.Add(Logit(0.3), false);
        Assert.Equal((4 * 0.3 + 0.3) / 5, calibration.Error(), 12);

        var (sure, wrong, lost) = (new Calibration(), new Calibration(), new Calibration());
        sure.Add(40, true);
        sure.Add(-40, false);
        wrong.Add(40, false);
        wrong.Add(-40, true);
        lost.Add(double.NaN, true);
        Assert.Equal((0.0, 1.0, 1.0), (Math.Round(sure.Error(), 12), Math.Round(wrong.Error(), 12), lost.Error()));
    }

    [Fact]
    public void Answers_are_told_by_step_at_the_halt_and_at_the_end()
    {
        var tally = new AnswerTally(2, 3);
        //                 instance: belief and truth after each step
        (double Halt, bool Exact)[][] steps = [[(-1, false), (2, true), (-1, true)], [(1, false), (1, false), (1, false)]];
        for (var instance = 0; instance < steps.Length; instance++)
            for (var step = 1; step <= 3; step++)
                tally.Take(instance, step, steps[instance][step - 1].Exact, (float)steps[instance][step - 1].Halt);
        var measured = new Measurement(tally.ByStep());
        tally.WriteTo(measured);
        var metrics = measured.Metrics;
        Assert.Equal(new Dictionary<uint, double> { [1] = 0, [2] = 0.5, [3] = 0.5 }, tally.ByStep());
        Assert.Equal((0.5, 1.5, 0.5, 0.0), (metrics["exact"], metrics["steps_to_halt"], metrics["exact_at_halt"], metrics["halt_agreement"]));
        Assert.Equal([1, 0], measured.ByInstance["exact"].Values);
        Assert.Equal([2, 1], measured.ByInstance["steps_to_halt"].Values);
        Assert.Equal(1 / (1 + Math.Exp(-1)), metrics["calibration_error"], 6); // both a bin away from the truth by as much
    }

    /// <summary>A mean that nobody has is no metric, and a gate that asks for one is not met by a number that is none.</summary>
    [Fact]
    public void Mean_is_over_the_instances_that_have_one()
    {
        var measured = new Measurement([]);
        measured.Take("cost_ratio", [1, double.NaN, 1.5]);
        measured.Take("agreement", [double.NaN, double.NaN, double.NaN]);
        Assert.Equal(new() { ["cost_ratio"] = 1.25 }, measured.Metrics);
        Assert.Equal(["cost_ratio"], measured.ByInstance.Keys);
        Assert.Equal([1, double.NaN, 1.5], measured.ByInstance["cost_ratio"].Values);
    }

    [Fact]
    public void Side_by_side_everything_is_done_once_and_the_first_failure_ends_it()
    {
        var done = new int[500];
        SideBySide.Run([.. Enumerable.Range(0, done.Length)], 3, (index, _) => Interlocked.Increment(ref done[index]), TestContext.Current.CancellationToken);
        Assert.All(done, times => Assert.Equal(1, times));
        var threads = new ConcurrentDictionary<Thread, bool>();
        SideBySide.Run([.. Enumerable.Range(0, 30)], 1, (_, _) => threads[Thread.CurrentThread] = true, TestContext.Current.CancellationToken);
        Assert.Equal([Thread.CurrentThread], threads.Keys);
        using (var together = new Barrier(3))
            SideBySide.Run([1, 2, 3], 3, (_, halt) => Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30), halt), "they wait for one another"), TestContext.Current.CancellationToken);
        SideBySide.Run<int>([], 3, (_, _) => Assert.Fail("there is nothing to do"), TestContext.Current.CancellationToken);

        var begun = 0;
        var fault = Assert.Throws<InvalidDataException>(() => SideBySide.Run([.. Enumerable.Range(0, 1000)], 3, (index, halt) =>
        {
            Interlocked.Increment(ref begun);
            if (index == 0)
                throw new InvalidDataException("the first");
            Assert.True(halt.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)), "the others go on after a failure");
        }, TestContext.Current.CancellationToken));
        Assert.Equal("the first", fault.Message);
        Assert.InRange(begun, 1, 3);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => SideBySide.Run([.. Enumerable.Range(0, 1000)], 3, (_, halt) =>
        {
            stop.Cancel();
            halt.ThrowIfCancellationRequested();
        }, stop.Token));
    }

    private static double Logit(double belief) => Math.Log(belief / (1 - belief));
}
