using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The agent's process dies without warning; whatever the line, it comes back with a working model and all acknowledged results.</summary>
public sealed class SigkillTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    /// <summary>Every transition of the swap's table up to the new model, and the lines between them at which the disk changes. The way back: <see cref="WayBackTests"/>.</summary>
    private static readonly string[] Lines =
    [
        "file.written:swap.json", "swap.Active>Downloading", "slot.emptied", "file.written:manifest.json", "download.piece", "download.file",
        "swap.Downloading>Verifying", "swap.Verifying>Proving", "file.written:proven", "swap.Proving>Waiting", "swap.Waiting>Switching", "file.written:active",
        "switch.pointed", "swap.Switching>Trial", "swap.Trial>Active",
    ];

    [Fact]
    public async Task Agent_killed_at_every_line_of_a_swap_has_a_working_model_and_finishes_the_swap()
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

        for (var i = 0; i < Lines.Length; i++)
        {
            var (old, wanted) = (digests[i % 2], digests[(i + 1) % 2]);
            // The standby slot holds the wanted version already: without it there is something to download again.
            if (Lines[i] is "slot.emptied" or "file.written:manifest.json" or "download.piece" or "download.file")
                Directory.Delete(StandbyOf(home), recursive: true);
            await grid.AssignAsync("robot-1", wanted);
            await using (var doomed = AgentProcess.Start(home, Lines[i]))
            {
                await doomed.ExitedAsync();
                Assert.DoesNotContain("unhandled", doomed.Said, StringComparison.OrdinalIgnoreCase);
            }
            await using var agent = await AgentProcess.Start(home).ListeningAsync();
            using var robot = new Robot(home);
            var plan = (await robot.AskAsync()).Plan;
            Assert.True(plan.Verified, $"after {Lines[i]}: {plan}");
            Assert.True(plan.ModelDigest == old || plan.ModelDigest == wanted, $"after {Lines[i]} the model is '{plan.ModelDigest}':\n{agent.Said}");
            var revision = (ulong)(i + 2);
            await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active && d.Reported.Revision == revision && d.Reported.ActiveDigest == wanted);
        }
        // What was asked last may have been in the spool still when its agent was killed.
        await using var last = AgentProcess.Start(home);
        var results = await grid.ResultsAsync("robot-1", Lines.Length);
        Assert.Equal(Lines.Length, results.Select(r => r.Id).Distinct().Count());
    }

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

    private static string StandbyOf(AgentHome home) =>
        Path.Combine(home.Slots, File.ReadAllText(Path.Combine(home.Slots, "active")).Trim() == "a" ? "b" : "a");

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
