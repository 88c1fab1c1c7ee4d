using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>A model that plans worse than the one before it on the robot's own questions.</summary>
public sealed class WayBackTests
{
    [Fact]
    public async Task Grid_hears_of_a_trial_with_its_figures_and_one_question_that_shows_the_reason()
    {
        await using var grid = await FleetGrid.StartAsync();
        var (good, bad) = (PlannerPackages.DigestOf(PlannerPackages.Bundled), PlannerPackages.DigestOf(PlannerPackages.First));
        await grid.PushAsync(PlannerPackages.Bundled);
        await grid.PushAsync(PlannerPackages.First);
        var home = await grid.EnrolAsync("robot-1");
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), """{"trial_seconds": 600}""");
        await grid.AssignAsync("robot-1", good);
        await using var agent = await AgentProcess.Start(home).ListeningAsync();
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        using var robot = new Robot(home);
        await robot.Api.BeginMotionAsync(new(), cancellationToken: TestContext.Current.CancellationToken);
        await grid.AssignAsync("robot-1", bad);
        Assert.Equal(good, (await grid.SeeAsync("robot-1", d => d.State == DeviceState.Waiting)).Reported.ActiveDigest);
        await robot.Api.EndMotionAsync(new(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(bad, (await grid.SeeAsync("robot-1", d => d.State == DeviceState.Trial)).Reported.ActiveDigest);
        for (var i = 0; i < 30; i++)
            await robot.AskAsync();
        var trial = (await grid.SeeAsync("robot-1", d => d.State == DeviceState.Rejected)).Reported.Trial;
        Assert.Equal((bad, good, false), (trial.Digest, trial.PreviousDigest, trial.Passed));
        Assert.True(trial.PreviousAnswered >= trial.Answered + 2 && trial.Plans >= trial.PreviousAnswered, trial.ToString());
        Assert.Equal((15.5, true), (trial.SampleQuery.Goal.X, trial.SampleMapDigest.StartsWith("sha256:", StringComparison.Ordinal)));
    }
}
