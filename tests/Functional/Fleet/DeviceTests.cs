using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Tests.Functional.Fleet;

public sealed class DeviceTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assigned_version_is_pulled_over_mutual_tls_and_its_results_come_back_once()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var package = TestPackage.Write();
        await grid.PushAsync(package.Folder);
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        await grid.AssignAsync("robot-1", package.Digest.ToString());
        var device = await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        Assert.Equal((package.Digest.ToString(), true, "lab"), (device.Reported.ActiveDigest, device.Connected, device.Labels["site"]));
        Assert.Equal(AgentVersion.Text, device.Reported.AgentVersion);

        using var robot = new Robot(home);
        var answers = new List<PlanPathResponse>();
        for (var i = 0; i < 5; i++)
            answers.Add(await robot.AskAsync());
        var results = await grid.ResultsAsync("robot-1", 5);
        Assert.Equal(answers.Select(a => a.ResultId), results.Select(r => r.Id));
        Assert.All(results, r => Assert.Equal(("robot-1", package.Digest.ToString(), true), (r.DeviceId, r.Plan.ModelDigest, r.Plan.Verified)));
        Assert.Equal(answers.Select(a => a.Plan), results.Select(r => r.Plan));
        var listed = await grid.Control.ListResultsAsync(new() { PageSize = 3 }, cancellationToken: Cancel);
        Assert.Equal(3, listed.Results.Count);
        Assert.Equal(2, (await grid.Control.ListResultsAsync(new() { PageSize = 3, PageToken = listed.NextPageToken }, cancellationToken: Cancel)).Results.Count);
    }

    [Fact]
    public async Task Result_reported_again_is_kept_once()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var channel = FleetGrid.ChannelOf(await grid.EnrolAsync("robot-1"));
        using var second = FleetGrid.ChannelOf(await grid.EnrolAsync("robot-2"));
        var report = new ReportResultsRequest { Results = { new PlanResult { Id = "one", DeviceId = "somebody else", Plan = new Plan { Cost = 1 } } } };
        for (var i = 0; i < 3; i++)
            Assert.Equal(["one"], (await new DeviceLink.DeviceLinkClient(channel).ReportResultsAsync(report, cancellationToken: Cancel)).AcceptedIds);
        await new DeviceLink.DeviceLinkClient(second).ReportResultsAsync(report, cancellationToken: Cancel);
        var kept = (await grid.Control.ListResultsAsync(new(), cancellationToken: Cancel)).Results;
        Assert.Equal(["robot-1", "robot-2"], kept.Select(r => r.DeviceId));
        Assert.Equal("robot-2", Assert.Single((await grid.Control.ListResultsAsync(new() { DeviceId = "robot-2" }, cancellationToken: Cancel)).Results).DeviceId);
        await Refused.AsAsync(ErrorReason.InvalidRequest, new DeviceLink.DeviceLinkClient(channel).ReportResultsAsync(new() { Results = { new PlanResult() } }, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Times_that_are_none_are_left_out_and_cost_no_other_result_its_place()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var channel = FleetGrid.ChannelOf(await grid.EnrolAsync("robot-1"));
        var device = new DeviceLink.DeviceLinkClient(channel);
        var good = new PlanResult
        {
            Id = "good",
            PlannedAt = new() { Seconds = 253_402_300_799, Nanos = 999_999_999 },
            Query = new() { Stamp = new() { Seconds = -62_135_596_800 }, TimeLimit = new() { Seconds = 253_402_300_799, Nanos = 999_999_999 } },
            Plan = new() { Elapsed = new() { Nanos = 7 } },
        };
        var odd = new PlanResult
        {
            Id = "odd",
            PlannedAt = new() { Seconds = 253_402_300_800 },
            Query = new() { Stamp = new() { Nanos = -1 }, TimeLimit = new() { Nanos = -5 }, GoalToleranceM = 3 },
            Plan = new() { Elapsed = new() { Seconds = long.MaxValue }, Cost = 2 },
        };
        Assert.Equal(["odd", "good"], (await device.ReportResultsAsync(new() { Results = { odd, good } }, cancellationToken: Cancel)).AcceptedIds);
        using var stream = device.Connect(cancellationToken: Cancel);
        await stream.RequestStream.WriteAsync(new() { State = new ReportedState { Board = "odd", PlanP99 = new() { Nanos = int.MinValue } } }, Cancel);
        await grid.SeeAsync("robot-1", d => d.Reported?.Board == "odd");

        using var web = new HttpClient { BaseAddress = grid.Grid.Host.Endpoints.Web };
        web.DefaultRequestHeaders.Authorization = new("Bearer", grid.Grid.Host.Identity.Tokens[Trm.Grid.Hosting.CallerRole.Operator]);
        var results = (await web.GetFromJsonAsync<JsonElement>("/v1/results", Cancel)).GetProperty("results");
        var devices = (await web.GetFromJsonAsync<JsonElement>("/v1/devices", Cancel)).GetProperty("devices");
        Assert.Equal(["odd", "good"], results.EnumerateArray().Select(r => r.GetProperty("id").GetString()));
        Assert.Equal((3, 2), (results[0].GetProperty("query").GetProperty("goalToleranceM").GetDouble(), results[0].GetProperty("plan").GetProperty("cost").GetDouble()));
        Assert.DoesNotContain(results[0].EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.Null), f => f.Name == "plannedAt");
        Assert.Equal("0.000000007s", results[1].GetProperty("plan").GetProperty("elapsed").GetString());
        Assert.StartsWith("0001-01-01T00:00:00", results[1].GetProperty("query").GetProperty("stamp").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("9999-12-31T23:59:59", results[1].GetProperty("plannedAt").GetString(), StringComparison.Ordinal);
        Assert.Equal("odd", devices[0].GetProperty("reported").GetProperty("board").GetString());
    }

    [Fact]
    public async Task Model_of_a_task_that_no_robot_runs_is_not_assigned()
    {
        await using var grid = await FleetGrid.StartAsync();
        await grid.EnrolAsync("robot-1");
        using var package = TestPackage.Write(task: "sudoku");
        await grid.PushAsync(package.Folder, "sudoku");
        var assign = new AssignModelRequest { DeviceId = "robot-1", Model = "sudoku", VersionDigest = package.Digest.ToString() };
        var refused = await Refused.AsAsync(ErrorReason.InvalidRequest, grid.Control.AssignModelAsync(assign, cancellationToken: Cancel));
        Assert.Contains("'sudoku'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0u, (await grid.SeeAsync("robot-1", _ => true)).Desired?.Revision ?? 0);
    }

    [Fact]
    public async Task Device_fetches_only_what_is_assigned_to_it_and_from_any_offset()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var package = TestPackage.Write(bytes: 2_000_000);
        await grid.PushAsync(package.Folder);
        using var channel = FleetGrid.ChannelOf(await grid.EnrolAsync("robot-1"));
        var device = new DeviceLink.DeviceLinkClient(channel);
        await Refused.AsAsync(ErrorReason.NotAssigned, device.GetAssignedVersionAsync(new() { Digest = package.Digest.ToString() }, cancellationToken: Cancel));
        await grid.AssignAsync("robot-1", package.Digest.ToString());
        var version = await device.GetAssignedVersionAsync(new() { Digest = package.Digest.ToString() }, cancellationToken: Cancel);
        Assert.Equal(package.Package.ManifestBytes.ToArray(), version.Manifest.ToByteArray());

        using var fetch = device.FetchFile(new() { VersionDigest = package.Digest.ToString(), FileDigest = package.ModelDigest.ToString(), Offset = 1_500_000 }, cancellationToken: Cancel);
        var bytes = new List<byte>();
        await foreach (var piece in fetch.ResponseStream.ReadAllAsync(Cancel))
            bytes.AddRange(piece.Data.Span);
        Assert.Equal(package.Model[1_500_000..], bytes);
        using var stray = device.FetchFile(new() { VersionDigest = package.Digest.ToString(), FileDigest = package.Digest.ToString() }, cancellationToken: Cancel);
        await Refused.AsAsync(ErrorReason.BlobNotFound, () => stray.ResponseStream.MoveNext(Cancel));
    }

    [Fact]
    public async Task New_stream_of_a_device_ends_the_older_one()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var channel = FleetGrid.ChannelOf(await grid.EnrolAsync("robot-1"));
        var device = new DeviceLink.DeviceLinkClient(channel);
        using var older = device.Connect(cancellationToken: Cancel);
        await older.RequestStream.WriteAsync(new() { State = new ReportedState { State = DeviceState.Idle, Board = "older" } }, Cancel);
        await grid.SeeAsync("robot-1", d => d.Reported?.Board == "older");
        using var newer = device.Connect(cancellationToken: Cancel);
        await newer.RequestStream.WriteAsync(new() { State = new ReportedState { State = DeviceState.Idle, Board = "newer" } }, Cancel);
        await grid.SeeAsync("robot-1", d => d.Reported?.Board == "newer" && d.Connected);
        try
        {
            while (await older.ResponseStream.MoveNext(Cancel)) { }
        }
        catch (RpcException end) when (end.StatusCode == StatusCode.Cancelled)
        {
            // It was being told something when it was ended.
        }
        Assert.True((await grid.Control.GetDeviceAsync(new() { DeviceId = "robot-1" }, cancellationToken: Cancel)).Device.Connected);
    }

    [Fact]
    public async Task Silent_device_is_let_go_and_a_heartbeat_comes_in_time()
    {
        await using var grid = await FleetGrid.StartAsync(new() { Heartbeat = TimeSpan.FromMilliseconds(50), DeadPeer = TimeSpan.FromMilliseconds(400) });
        using var channel = FleetGrid.ChannelOf(await grid.EnrolAsync("robot-1"));
        using var stream = new DeviceLink.DeviceLinkClient(channel).Connect(cancellationToken: Cancel);
        var beats = 0;
        while (await stream.ResponseStream.MoveNext(Cancel))
            beats += stream.ResponseStream.Current.MessageCase == ConnectResponse.MessageOneofCase.Heartbeat ? 1 : 0;
        Assert.InRange(beats, 2, 100);
        Assert.False((await grid.SeeAsync("robot-1", d => !d.Connected)).Connected);
    }

    [Fact]
    public async Task Plans_made_while_the_grid_is_away_arrive_when_it_is_back()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var package = TestPackage.Write();
        await grid.PushAsync(package.Folder);
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        await grid.AssignAsync("robot-1", package.Digest.ToString());
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        await grid.Grid.StopAsync();
        using var robot = new Robot(home);
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
            ids.Add((await robot.AskAsync()).ResultId);
        Assert.Equal(10u, (await robot.Api.GetAgentStatusAsync(new(), cancellationToken: Cancel)).SpooledResults);
        await grid.Grid.StartAgainAsync();
        Assert.Equal(ids, (await grid.ResultsAsync("robot-1", 10)).Select(r => r.Id));
        Assert.Equal(package.Digest.ToString(), (await grid.SeeAsync("robot-1", d => d.Connected)).Reported.ActiveDigest);
    }

    [Fact]
    public async Task File_with_one_bit_turned_over_in_the_registry_is_rejected_and_the_old_model_stays()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var good = TestPackage.Write();
        using var bad = TestPackage.Write(seed: 2);
        await grid.PushAsync(good.Folder);
        await grid.PushAsync(bad.Folder);
        var blob = Path.Combine(grid.Grid.Paths.Registry, "blobs", "sha256", bad.ModelDigest.Hex[..2], bad.ModelDigest.Hex);
        var bytes = File.ReadAllBytes(blob);
        bytes[1234] ^= 4;
        File.SetAttributes(blob, FileAttributes.Normal);
        File.WriteAllBytes(blob, bytes);
        await using var agent = await FleetGrid.StartAgentAsync(await grid.EnrolAsync("robot-1"));
        await grid.AssignAsync("robot-1", good.Digest.ToString());
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        await grid.AssignAsync("robot-1", bad.Digest.ToString());
        var device = await grid.SeeAsync("robot-1", d => d.State == DeviceState.Rejected);
        Assert.Contains("PACKAGE_DIGEST_MISMATCH", device.Reported.Failure, StringComparison.Ordinal);
        Assert.Equal(good.Digest.ToString(), device.Reported.ActiveDigest);
    }

    [Fact]
    public async Task Full_disk_during_a_download_is_rejected_and_succeeds_once_there_is_room()
    {
        await using var grid = await FleetGrid.StartAsync();
        using var disk = SmallDisk.Mount("6m");
        using var small = TestPackage.Write();
        using var large = TestPackage.Write(seed: 2, bytes: 12_000_000);
        await grid.PushAsync(small.Folder);
        await grid.PushAsync(large.Folder);
        var home = await grid.EnrolAsync("robot-1", new AgentHome(disk.Folder));
        await using var agent = await FleetGrid.StartAgentAsync(home);
        await grid.AssignAsync("robot-1", small.Digest.ToString());
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        await grid.AssignAsync("robot-1", large.Digest.ToString());
        var device = await grid.SeeAsync("robot-1", d => d.State == DeviceState.Rejected);
        Assert.StartsWith("DISK_FULL", device.Reported.Failure, StringComparison.Ordinal);
        Assert.Equal(small.Digest.ToString(), device.Reported.ActiveDigest);
        using var robot = new Robot(home);
        Assert.Equal(small.Digest.ToString(), (await robot.AskAsync()).Plan.ModelDigest);
        disk.Resize("40m");
        device = await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active && d.Reported.Revision == 2);
        Assert.Equal(large.Digest.ToString(), device.Reported.ActiveDigest);
    }

    [Fact]
    public async Task Second_agent_on_one_folder_is_refused()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        Assert.Equal("HOME_IN_USE", (await Assert.ThrowsAsync<AgentException>(() => FleetGrid.StartAgentAsync(home))).Reason);
        await Assert.ThrowsAsync<AgentException>(() => FleetGrid.StartAgentAsync(grid.HomeOf("robot-2")));
    }
}
