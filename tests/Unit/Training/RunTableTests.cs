using Trm.Grid.Contracts.V1;
using Trm.Grid.Training.Runs;

namespace Trm.Grid.Tests.Unit.Training;

public class RunTableTests
{
    private static readonly RunStage[] Stages = Enum.GetValues<RunStage>();
    private static readonly RunSignal[] Signals = Enum.GetValues<RunSignal>();

    [Fact]
    public void Every_stage_shows_one_face_and_is_read_back_from_it()
    {
        foreach (var stage in Stages)
        {
            var run = new Run();
            RunTable.Put(run, stage);
            Assert.Equal(stage, RunTable.StageOf(run));
        }
    }

    [Fact]
    public void Run_that_has_ended_never_moves_again()
    {
        foreach (var stage in Stages.Where(RunTable.HasEnded))
            foreach (var signal in Signals)
                Assert.True(RunTable.After(stage, signal) is null || RunTable.After(stage, signal) == stage, $"{stage} must not move on {signal}");
    }

    [Fact]
    public void Every_living_run_can_be_cancelled_and_then_ends()
    {
        foreach (var stage in Stages.Where(stage => !RunTable.HasEnded(stage)))
        {
            var asked = RunTable.After(stage, RunSignal.CancelAsked);
            Assert.True(asked is RunStage.Cancelled || RunTable.After(asked!.Value, RunSignal.Gone) == RunStage.Cancelled, $"{stage} does not end when cancelled");
        }
    }

    [Fact]
    public void Every_stage_with_a_duty_can_fail_or_be_cancelled_and_every_other_needs_none()
    {
        foreach (var stage in Stages)
            Assert.Equal(RunTable.DutyIn(stage) == RunDuty.None, stage == RunStage.Queued || RunTable.HasEnded(stage));
        foreach (var stage in Stages.Where(stage => RunTable.DutyIn(stage) != RunDuty.None))
            Assert.True(RunTable.HasEnded(RunTable.After(stage, RunSignal.Faulted)!.Value), $"{stage} cannot end by a fault");
    }

    [Theory]
    [InlineData(new[] { "Taken", "Reported", "Exporting", "Proven", "Registered" }, "Succeeded")]
    [InlineData(new[] { "Taken", "Lost", "Reported", "Exporting", "Lost", "Reported", "Exporting", "Proven", "Registered" }, "Succeeded")]
    [InlineData(new[] { "Taken", "Reported", "Faulted" }, "Failed")]
    [InlineData(new[] { "Taken", "Lost", "LostForGood" }, "Failed")]
    [InlineData(new[] { "Taken", "Reported", "Exporting", "Proven", "NotRegistered" }, "Failed")]
    [InlineData(new[] { "CancelAsked" }, "Cancelled")]
    [InlineData(new[] { "Taken", "CancelAsked", "Reported", "Gone" }, "Cancelled")]
    [InlineData(new[] { "Taken", "CancelAsked", "Proven" }, "Cancelled")]
    [InlineData(new[] { "Taken", "Proven", "CancelAsked", "Registered" }, "Succeeded")]
    public void Life_ends_as_the_table_says(string[] signals, string end)
    {
        var stage = RunStage.Queued;
        foreach (var signal in signals)
            stage = RunTable.After(stage, Enum.Parse<RunSignal>(signal)) ?? throw new Xunit.Sdk.XunitException($"{signal} must not come while {stage}");
        Assert.Equal(end, stage.ToString());
    }
}
