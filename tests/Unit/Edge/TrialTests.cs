using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Trials;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Edge;

public sealed class TrialTests
{
    private static readonly TrialLimits Limits = new() { Plans = 20 };

    [Fact]
    public void Model_that_does_as_well_stays()
    {
        var verdict = Judge(20, _ => (Answers.Of(true), Answers.Of(true)));
        Assert.Equal((true, 20, 20, 20, 1d, 1d), (verdict.Passed, verdict.Plans, verdict.Answered, verdict.PreviousAnswered, verdict.CostRatio, verdict.TimeRatio));
        Assert.Null(verdict.Sample);
    }

    [Theory]
    //          | new: answers of 20, cost, ms | before: answers, cost, ms | reason
    [InlineData(18, 10.0, 5, 20, 10.0, 5, "TRIAL_ANSWERS_LOST")]
    [InlineData(19, 10.0, 5, 20, 10.0, 5, "")]
    [InlineData(20, 10.0, 5, 3, 10.0, 5, "")]
    [InlineData(20, 10.3, 5, 20, 10.0, 5, "TRIAL_COST_WORSE")]
    [InlineData(20, 10.1, 5, 20, 10.0, 5, "")]
    [InlineData(20, 10.0, 90, 20, 10.0, 30, "TRIAL_SLOWER")]
    [InlineData(20, 10.0, 55, 20, 10.0, 30, "")]
    [InlineData(20, 10.0, 9, 20, 10.0, 1, "")]
    public void Reason_of_the_verdict_is(int answers, double cost, double ms, int answersBefore, double costBefore, double msBefore, string reason)
    {
        var verdict = Judge(20, i => (Answers.Of(i < answers, cost, ms), Answers.Of(i < answersBefore, costBefore, msBefore)));
        Assert.Equal(reason, verdict.Reason.Split(':')[0]);
        Assert.Equal(reason.Length > 0, verdict.Sample is not null);
        Assert.Equal(reason.Length > 0, verdict.ToMessage().SampleQuery is not null);
    }

    [Fact]
    public void Reason_names_a_question_that_shows_it() =>
        Assert.EndsWith(
            "for example from (0.5, 0.5) to (1.5, 1.5) on map sha256:floor",
            Judge(20, i => (Answers.Of(i > 2), Answers.Of(true))).Reason,
            StringComparison.Ordinal);

    [Fact]
    public async Task Trial_ends_at_once_when_the_new_model_is_far_behind()
    {
        var shadow = new Shadow(Limits, TimeProvider.System, (_, _, _) => Answers.Of(true));
        var trial = shadow.RunAsync("new", new LoadedModel("old", null), TestContext.Current.CancellationToken);
        await OfferUntilAsync(shadow, trial, Answers.Sample("new", network: false));
        Assert.Equal((false, 2), ((await trial).Passed, (await trial).Plans));
    }

    [Fact]
    public async Task Only_answers_of_the_new_model_count_and_only_where_there_is_a_path()
    {
        var asked = 0;
        var shadow = new Shadow(new() { Plans = 3 }, TimeProvider.System, (_, _, _) => Answers.Of(asked++ >= 0));
        var trial = shadow.RunAsync("new", new LoadedModel("old", null), TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
        {
            shadow.Offer(Answers.Sample("old"));
            shadow.Offer(Answers.Sample("new") with { Outcome = new() { Planner = PlannerKind.None, Error = Nav2Error.NoValidPath } });
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        Assert.Equal(0, asked);
        await OfferUntilAsync(shadow, trial, Answers.Sample("new"));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Robot_that_asks_nothing_keeps_its_new_model_when_the_time_is_up()
    {
        var time = new SettableTime(DateTimeOffset.UnixEpoch);
        var shadow = new Shadow(Limits, time);
        var trial = shadow.RunAsync("new", new LoadedModel("old", null), TestContext.Current.CancellationToken);
        time.Pass(Limits.Time - TimeSpan.FromMilliseconds(1));
        Assert.False(trial.IsCompleted);
        time.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal((true, 0), ((await trial).Passed, (await trial).Plans));
    }

    private static async Task OfferUntilAsync(Shadow shadow, Task trial, PlanSample sample)
    {
        while (!trial.IsCompleted)
        {
            shadow.Offer(sample);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private static TrialVerdict Judge(int plans, Func<int, (PlanOutcome New, PlanOutcome Before)> answers)
    {
        var tally = new TrialTally("new", "old", Limits);
        for (var i = 0; i < plans; i++)
        {
            var (now, before) = answers(i);
            tally.Add(Answers.Sample("new") with { Outcome = now }, before);
        }
        return tally.Judge();
    }
}
