using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Storage;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>What goes wrong around a robot: it plans on, and says what is the matter.</summary>
public sealed class BadLuckTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_disk_that_can_only_be_read_the_robot_plans_on_and_swaps_when_it_can_be_written_again()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var disk = SmallDisk.Mount("20m");
        using var first = TestPackage.Write();
        using var second = TestPackage.Write(seed: 2);
        await grid.PushAsync(first.Folder);
        await grid.PushAsync(second.Folder);
        var home = await grid.EnrolAsync("robot-1", new AgentHome(disk.Folder));
        await using var agent = await FleetGrid.StartAgentAsync(home);
        await grid.AssignAsync("robot-1", first.Digest.ToString());
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        using var robot = new Robot(home);
        await robot.AskAsync();
        await grid.ResultsAsync("robot-1", 1);

        disk.Remount("ro");
        Assert.Equal(first.Digest.ToString(), (await robot.AskAsync()).Plan.ModelDigest);
        // Also on a map that it has not seen before.
        var map = await robot.LoadAsync(new CostMap(5, 5, new byte[25]));
        var query = new PlanQuery { Start = new() { X = 0.5, Y = 0.5 }, Goal = new() { X = 4.5, Y = 4.5 } };
        Assert.True((await robot.Api.PlanPathAsync(new() { MapDigest = map, Query = query }, cancellationToken: Cancel)).Plan.Verified);
        await grid.AssignAsync("robot-1", second.Digest.ToString());
        var device = await grid.SeeAsync("robot-1", d => d.State == DeviceState.Rejected);
        Assert.StartsWith("DISK_READ_ONLY", device.Reported.Failure, StringComparison.Ordinal);
        Assert.Equal((first.Digest.ToString(), 0ul), (device.Reported.ActiveDigest, device.Reported.DroppedResults));
        // What the disk did not take went from memory, over the link that stands.
        Assert.Equal(3, (await grid.ResultsAsync("robot-1", 3)).Count);

        disk.Remount("rw");
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active && d.Reported.ActiveDigest == second.Digest.ToString());
        await robot.AskAsync();
        Assert.Equal(4, (await grid.ResultsAsync("robot-1", 4)).Count);
    }

    [Fact]
    public async Task On_a_disk_that_has_become_read_only_the_agent_starts_again_and_is_found()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var disk = SmallDisk.Mount("20m");
        var home = await grid.EnrolAsync("robot-1", new AgentHome(disk.Folder));
        await using (await FleetGrid.StartAgentAsync(home))
        {
            await grid.Grid.StopAsync();
            using var before = new Robot(home);
            await before.AskAsync();
        }
        // As a power cut leaves it: a socket of nobody's, which cannot be deleted any more.
        File.WriteAllText(home.Sockets[0], "");
        // And as before the first map came.
        Directory.Delete(home.Maps, recursive: true);
        disk.Remount("ro");
        await grid.Grid.StartAgainAsync();
        await using var agent = await FleetGrid.StartAgentAsync(home);
        Assert.Equal(home.Sockets[1], agent.Socket);
        using var robot = new Robot(home);
        Assert.True((await robot.AskAsync()).Plan.Verified);
        Assert.Equal(2, (await grid.ResultsAsync("robot-1", 2)).Count);
        var status = await robot.Api.GetAgentStatusAsync(new(), cancellationToken: Cancel);
        Assert.Equal((true, 0ul), (status.Connected, status.DroppedResults));
        disk.Remount("rw");
    }

    [Fact]
    public async Task Grid_that_ends_every_session_is_called_less_and_less_often()
    {
        await using var grid = await FleetGrid.StartAsync(new() { DeadPeer = TimeSpan.FromMilliseconds(20) });
        var home = await grid.EnrolAsync("robot-1");
        var time = new WatchedWaits(TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(3));
        await using var agent = await Agent.StartAsync(home, FleetGrid.Quick with { Time = time, Link = new() { FirstRetry = TimeSpan.FromMilliseconds(10) } }, Cancel);
        await time.Seen.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }

    [Fact]
    public async Task On_a_full_disk_the_oldest_results_give_way_and_every_question_is_answered()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var disk = SmallDisk.Mount("2m");
        var home = await grid.EnrolAsync("robot-1", new AgentHome(disk.Folder));
        await using var agent = await Agent.StartAsync(home, FleetGrid.Quick with { SpoolBytes = 1 << 20 }, Cancel);
        using var robot = new Robot(home);
        await robot.AskAsync();
        await grid.Grid.StopAsync();
        FillUp(disk.Folder);
        for (var i = 0; i < 60; i++)
            Assert.True((await robot.AskAsync()).Plan.Verified);
        var status = await robot.Api.GetAgentStatusAsync(new(), cancellationToken: Cancel);
        Assert.True(status.DroppedResults > 0 && status.SpooledResults + status.DroppedResults >= 60, status.ToString());
        File.Delete(Path.Combine(disk.Folder, "ballast"));
        var last = (await robot.AskAsync()).ResultId;
        await grid.Grid.StartAgainAsync();
        Assert.Contains(await grid.ResultsAsync("robot-1", seen => seen.Any(r => r.Id == last)), r => r.Id == last);
    }

    [Fact]
    public async Task Clock_that_jumps_ten_years_forth_and_twenty_back_cuts_no_link_and_dates_no_result_wrong()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        var certificate = Trm.Grid.Edge.Identity.DeviceIdentity.Load(home).Certificate;
        var time = new ShiftedTime();
        await using var agent = await Agent.StartAsync(home, FleetGrid.Quick with { Time = time }, Cancel);
        await grid.SeeAsync("robot-1", d => d.Connected && d.State == DeviceState.Idle);
        using var robot = new Robot(home);
        await robot.AskAsync();
        await grid.ResultsAsync("robot-1", 1);
        var asked = 1;
        foreach (var years in (int[])[10, -10])
        {
            time.Shift = TimeSpan.FromDays(365 * years);
            await grid.Grid.StopAsync();
            await robot.AskAsync();
            await grid.Grid.StartAgainAsync();
            var results = await grid.ResultsAsync("robot-1", ++asked);
            Assert.All(results, r => Assert.InRange(r.PlannedAt.ToDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5)));
        }
        Assert.Equal(certificate, Trm.Grid.Edge.Identity.DeviceIdentity.Load(home).Certificate);
    }

    [Fact]
    public async Task Without_a_name_service_the_robot_plans_and_its_results_wait()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        var identity = await File.ReadAllTextAsync(home.Identity, Cancel);
        await File.WriteAllTextAsync(home.Identity, identity.Replace("127.0.0.1", "no-such-grid.invalid", StringComparison.Ordinal), Cancel);
        using var robot = new Robot(home);
        await using (var agent = await FleetGrid.StartAgentAsync(home))
        {
            for (var i = 0; i < 3; i++)
                Assert.True((await robot.AskAsync()).Plan.Verified);
            var status = await robot.Api.GetAgentStatusAsync(new(), cancellationToken: Cancel);
            Assert.Equal((false, 3ul), (status.Connected, status.SpooledResults));
        }
        await File.WriteAllTextAsync(home.Identity, identity, Cancel);
        await using var again = await FleetGrid.StartAgentAsync(home);
        Assert.Equal(3, (await grid.ResultsAsync("robot-1", 3)).Count);
    }

    [Fact]
    public async Task Server_that_comes_back_with_another_key_of_the_same_authority_is_known_again()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        await grid.SeeAsync("robot-1", d => d.Connected);
        var pin = grid.Grid.Host.Identity.ServerPin;
        await grid.Grid.StopAsync();
        File.Delete(Path.Combine(grid.Grid.Paths.Identity, "server.pem"));
        await grid.Grid.StartAgainAsync();
        Assert.NotEqual(pin, grid.Grid.Host.Identity.ServerPin);
        using var robot = new Robot(home);
        await robot.AskAsync();
        Assert.Single(await grid.ResultsAsync("robot-1", 1));
    }

    /// <summary>Tells when somebody waits for a time within bounds.</summary>
    private sealed class WatchedWaits(TimeSpan atLeast, TimeSpan atMost) : TimeProvider
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= atLeast && dueTime <= atMost)
                _seen.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>Leaves no whole block free.</summary>
    private static void FillUp(string folder)
    {
        using var ballast = new FileStream(Path.Combine(folder, "ballast"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                ballast.Write(new byte[4096]);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            // Full.
        }
    }
}
