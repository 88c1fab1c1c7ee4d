using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Swap;
using Trm.Grid.Tests.Functional.Fleet.Deaths;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The agent's process dies without warning; whatever the line, it comes back with a working model and all acknowledged results.</summary>
public sealed class SigkillTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public void A_way_is_known_to_every_transition_of_the_swaps_table() =>
        Assert.Empty(WaysToDie.Transitions.Except(WaysToDie.OfTransitions().Select(way => way.Transition)));

    [Fact]
    public Task Agent_killed_at_every_transition_of_the_swaps_table_has_a_working_model_and_comes_to_what_the_grid_wants() =>
        DoomedRobot.DieAtEachAsync(WaysToDie.OfTransitions().Select(way => (way.Line, way.Way)));

    [Fact]
    public async Task Agent_killed_at_ten_random_moments_loses_no_acknowledged_result_and_sends_none_twice()
    {
        await using var grid = await FleetGrid.StartAsync();
        string[] folders = [PlannerPackages.First, PlannerPackages.Second];
        string[] digests = [.. folders.Select(PlannerPackages.DigestOf)];
        foreach (var folder in folders)
            await grid.PushAsync(folder);
        var home = await grid.EnrolAsync("robot-1");
        await grid.AssignAsync("robot-1", digests[0]);
        await using (AgentProcess.Start(home))
            await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);

        var random = new Random(11);
        var acknowledged = new List<string>();
        for (var round = 1; round <= 10; round++)
        {
            await using var agent = await AgentProcess.Start(home).ListeningAsync();
            await grid.AssignAsync("robot-1", digests[round % 2]);
            using var robot = new Robot(home);
            var first = await robot.AskAsync();
            Assert.Contains(first.Plan.ModelDigest, digests);
            acknowledged.Add(first.ResultId);
            using var moment = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(10, 700)));
            var kill = Task.Delay(Timeout.Infinite, moment.Token).ContinueWith(_ => agent.KillAsync(), TaskScheduler.Default).Unwrap();
            await AskUntilKilledAsync(robot, agent, acknowledged);
            await kill;
        }
        await using var last = AgentProcess.Start(home);
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active && d.Reported.Revision == 11 && d.Reported.ActiveDigest == digests[0]);
        var kept = (await grid.ResultsAsync("robot-1", seen => !acknowledged.Except(seen.Select(r => r.Id)).Any())).Select(r => r.Id).ToList();
        Assert.Empty(acknowledged.Except(kept));
        Assert.Equal(kept.Count, kept.Distinct().Count());
        Assert.True(acknowledged.Count > 20, $"only {acknowledged.Count} plans were asked");
    }

    [Fact]
    public async Task Package_that_misses_its_golden_vectors_is_rejected_by_a_child_process_and_the_old_model_stays()
    {
        await using var grid = await FleetGrid.StartAsync();
        await grid.PushAsync(PlannerPackages.First);
        await grid.PushAsync(PlannerPackages.Wrong);
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = AgentProcess.Start(home);
        await grid.AssignAsync("robot-1", PlannerPackages.DigestOf(PlannerPackages.First));
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        await grid.AssignAsync("robot-1", PlannerPackages.DigestOf(PlannerPackages.Wrong));
        var device = await grid.SeeAsync("robot-1", d => d.State == DeviceState.Rejected);
        Assert.StartsWith("GOLDEN_VECTORS_MISSED", device.Reported.Failure, StringComparison.Ordinal);
        Assert.Equal(PlannerPackages.DigestOf(PlannerPackages.First), device.Reported.ActiveDigest);
    }

    private static async Task AskUntilKilledAsync(Robot robot, AgentProcess agent, List<string> acknowledged)
    {
        try
        {
            while (!agent.HasExited)
                acknowledged.Add((await robot.AskAsync()).ResultId);
        }
        catch (Exception e) when (e is RpcException or AgentException)
        {
            Cancel.ThrowIfCancellationRequested();
        }
    }
}
