using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>A model that plans worse than the one before it on the robot's own questions.</summary>
public sealed class WayBackTests
{
    /// <summary>Every transition of the swap's table on the way back, and the lines between them at which the disk changes.</summary>
    private static readonly string[] Lines = ["swap.Trial>Reverting", "revert.pointed", "swap.Reverting>Rejected"];

    [Fact]
    public async Task Worse_model_goes_back_by_itself_also_when_the_agent_is_killed_at_every_line_of_the_way()
    {
        await using var grid = await FleetGrid.StartAsync();
        var (good, bad) = (PlannerPackages.DigestOf(PlannerPackages.Bundled), PlannerPackages.DigestOf(PlannerPackages.First));
        await grid.PushAsync(PlannerPackages.Bundled);
        await grid.PushAsync(PlannerPackages.First);
        var home = await grid.EnrolAsync("robot-1");
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), """{"trial_seconds": 600}""");
        var revision = 0ul;
        foreach (var line in Lines)
        {
            await AssignAsync(good);
            await using (AgentProcess.Start(home))
                await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active && d.Reported.Revision == revision);
            await AssignAsync(bad);
            await using (var doomed = await AgentProcess.Start(home, line).ListeningAsync())
                await AskUntilKilledAsync(home, doomed);
            await using var agent = await AgentProcess.Start(home).ListeningAsync();
            using var robot = new Robot(home);
            Assert.True((await robot.AskAsync()).Plan.Verified, $"after {line}");
            var device = await grid.SeeAsync("robot-1", d => d.State == DeviceState.Rejected && d.Reported.Revision == revision);
            Assert.Equal((good, bad), (device.Reported.ActiveDigest, device.Reported.StandbyDigest));
            Assert.Contains("TRIAL_ANSWERS_LOST", device.Reported.Failure, StringComparison.Ordinal);
        }

        async Task AssignAsync(string digest)
        {
            await grid.AssignAsync("robot-1", digest);
            revision++;
        }
    }

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

    private static async Task AskUntilKilledAsync(AgentHome home, AgentProcess agent)
    {
        using var robot = new Robot(home);
        try
        {
            while (!agent.HasExited)
                await robot.AskAsync();
        }
        catch (Exception e) when (e is RpcException or AgentException)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
        await agent.ExitedAsync();
    }
}
