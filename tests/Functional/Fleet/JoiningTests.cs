using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Identity;

namespace Trm.Grid.Tests.Functional.Fleet;

public sealed class JoiningTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_serves_one_key_and_answers_it_again_but_no_other()
    {
        await using var grid = await FleetGrid.StartAsync();
        var token = JoinToken.Parse((await grid.TokenAsync("robot-1")).Token);
        Assert.Equal("robot-1", await Enrolment.RunAsync(grid.HomeOf("robot-1"), token, null, TimeProvider.System, Cancel));
        Assert.Equal("robot-1", await Enrolment.RunAsync(grid.HomeOf("robot-1"), token, null, TimeProvider.System, Cancel));
        var refused = await Assert.ThrowsAsync<AgentException>(() => Enrolment.RunAsync(grid.HomeOf("thief"), token, null, TimeProvider.System, Cancel));
        Assert.Equal("JOIN_TOKEN_INVALID", refused.Reason);
        Assert.Single((await grid.Control.ListDevicesAsync(new(), cancellationToken: Cancel)).Devices);
    }

    [Fact]
    public async Task Token_past_its_life_or_of_nobody_is_refused()
    {
        var time = new ShiftedTime();
        await using var grid = await FleetGrid.StartAsync(time: time);
        var token = await grid.TokenAsync("robot-1", TimeSpan.FromMinutes(5));
        time.Shift = TimeSpan.FromMinutes(6);
        var late = await Assert.ThrowsAsync<AgentException>(() => Enrolment.RunAsync(grid.HomeOf("robot-1"), JoinToken.Parse(token.Token), null, TimeProvider.System, Cancel));
        Assert.Equal("JOIN_TOKEN_INVALID", late.Reason);
        var parts = token.Token.Split('.');
        parts[1] = "AAAA" + parts[1][4..];
        var forged = await Assert.ThrowsAsync<AgentException>(() => Enrolment.RunAsync(grid.HomeOf("robot-1"), JoinToken.Parse(string.Join('.', parts)), null, TimeProvider.System, Cancel));
        Assert.Equal("JOIN_TOKEN_INVALID", forged.Reason);
    }

    [Fact]
    public async Task Repeated_request_gives_the_same_token_and_another_request_under_its_id_is_refused()
    {
        await using var grid = await FleetGrid.StartAsync();
        var request = new CreateJoinTokenRequest { RequestId = "one", DeviceId = "robot-1" };
        var first = await grid.Control.CreateJoinTokenAsync(request, cancellationToken: Cancel);
        Assert.Equal(first, await grid.Control.CreateJoinTokenAsync(request, cancellationToken: Cancel));
        request.DeviceId = "robot-2";
        await Refused.AsAsync(ErrorReason.RequestIdReused, grid.Control.CreateJoinTokenAsync(request, cancellationToken: Cancel));
        await Refused.AsAsync(ErrorReason.InvalidRequest, grid.Control.CreateJoinTokenAsync(new() { RequestId = "two", DeviceId = "../etc" }, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Device_enrols_nowhere_but_at_the_grid_that_gave_the_token()
    {
        await using var ours = await FleetGrid.StartAsync();
        await using var other = await FleetGrid.StartAsync();
        var token = JoinToken.Parse((await ours.TokenAsync("robot-1")).Token);
        await Assert.ThrowsAsync<AgentException>(() => Enrolment.RunAsync(ours.HomeOf("robot-1"), token, new Uri(other.DeviceEndpoint), TimeProvider.System, Cancel));
        Assert.False(File.Exists(ours.HomeOf("robot-1").Identity));
    }

    [Fact]
    public async Task Certificate_of_another_grid_is_refused_and_so_is_none()
    {
        await using var ours = await FleetGrid.StartAsync();
        await using var other = await FleetGrid.StartAsync();
        var home = await other.EnrolAsync("robot-1");
        await ours.EnrolAsync("robot-1");
        using var foreign = FleetGrid.ChannelOf(home, ours.DeviceEndpoint, ours.Grid.Host.Identity.Authority.Certificate);
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new DeviceLink.DeviceLinkClient(foreign).ReportResultsAsync(new(), cancellationToken: Cancel));
        Assert.Contains(fault.StatusCode, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal, StatusCode.Unauthenticated]);

        using var bare = GrpcChannel.ForAddress(ours.DeviceEndpoint, new GrpcChannelOptions { HttpHandler = GridTls.ForPin(Convert.FromHexString(ours.Grid.Host.Identity.ServerPin)), DisposeHttpClient = true });
        await Refused.AsAsync(ErrorReason.NotAuthenticated, new DeviceLink.DeviceLinkClient(bare).ReportResultsAsync(new(), cancellationToken: Cancel));
    }

    [Fact]
    public async Task Revoked_device_loses_its_stream_and_every_call_until_it_joins_anew()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        using var channel = FleetGrid.ChannelOf(home);
        var device = new DeviceLink.DeviceLinkClient(channel);
        using var stream = device.Connect(cancellationToken: Cancel);
        await stream.RequestStream.WriteAsync(new ConnectRequest { State = new ReportedState { State = DeviceState.Idle } }, Cancel);
        Assert.True(await stream.ResponseStream.MoveNext(Cancel));
        await grid.Control.RevokeDeviceAsync(new() { DeviceId = "robot-1" }, cancellationToken: Cancel);
        await Refused.AsAsync(ErrorReason.DeviceRevoked, device.ReportResultsAsync(new(), cancellationToken: Cancel));
        await EndsAsync(stream.ResponseStream);
        Assert.Equal(DeviceState.Revoked, (await grid.SeeAsync("robot-1", d => !d.Connected)).State);
        using var package = TestPackage.Write();
        await grid.PushAsync(package.Folder);
        var assign = new AssignModelRequest { DeviceId = "robot-1", Model = "planner", VersionDigest = package.Digest.ToString() };
        await Refused.AsAsync(ErrorReason.DeviceRevoked, grid.Control.AssignModelAsync(assign, cancellationToken: Cancel));

        await grid.EnrolAsync("robot-1");
        using var again = FleetGrid.ChannelOf(home);
        await new DeviceLink.DeviceLinkClient(again).ReportResultsAsync(new(), cancellationToken: Cancel);
        await Refused.AsAsync(ErrorReason.DeviceRevoked, device.ReportResultsAsync(new(), cancellationToken: Cancel));
    }

    [Fact]
    public async Task Revocation_outlives_a_restart_of_the_grid()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await grid.EnrolAsync("robot-2");
        await grid.Control.RevokeDeviceAsync(new() { DeviceId = "robot-1" }, cancellationToken: Cancel);
        await grid.Grid.StopAsync();
        await grid.Grid.StartAgainAsync();
        using var revoked = FleetGrid.ChannelOf(home);
        await Refused.AsAsync(ErrorReason.DeviceRevoked, new DeviceLink.DeviceLinkClient(revoked).ReportResultsAsync(new(), cancellationToken: Cancel));
        using var good = FleetGrid.ChannelOf(grid.HomeOf("robot-2"));
        await new DeviceLink.DeviceLinkClient(good).ReportResultsAsync(new(), cancellationToken: Cancel);
    }

    [Fact]
    public async Task Certificate_is_renewed_for_the_same_key_and_both_count()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        using var channel = FleetGrid.ChannelOf(home);
        var identity = DeviceIdentity.Load(home);
        using var key = identity.OpenKey();
        var renewed = await new DeviceLink.DeviceLinkClient(channel).RenewCertificateAsync(
            new() { SigningRequest = ByteString.CopyFrom(DeviceKey.SigningRequest(key)) }, cancellationToken: Cancel);
        identity.Renew(renewed.Certificate.ToByteArray(), renewed.ServerTime.ToDateTimeOffset());
        using var fresh = FleetGrid.ChannelOf(home);
        await new DeviceLink.DeviceLinkClient(fresh).ReportResultsAsync(new(), cancellationToken: Cancel);
        await new DeviceLink.DeviceLinkClient(channel).ReportResultsAsync(new(), cancellationToken: Cancel);
        await Refused.AsAsync(ErrorReason.CsrInvalid, new DeviceLink.DeviceLinkClient(fresh).RenewCertificateAsync(new() { SigningRequest = ByteString.CopyFromUtf8("no request") }, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Board_that_boots_in_1970_connects_by_the_time_that_the_grid_told_it()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await Agent.StartAsync(home, FleetGrid.Quick with { Time = new ShiftedTime { Shift = DateTimeOffset.UnixEpoch - TimeProvider.System.GetUtcNow() } }, Cancel);
        await grid.SeeAsync("robot-1", d => d.Connected && d.State == DeviceState.Idle);
        using var robot = new Robot(home);
        await robot.AskAsync();
        var result = Assert.Single(await grid.ResultsAsync("robot-1", 1));
        Assert.InRange(result.PlannedAt.ToDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
    }

    private static async Task EndsAsync(IAsyncStreamReader<ConnectResponse> stream)
    {
        try
        {
            while (await stream.MoveNext(Cancel)) { }
        }
        catch (RpcException)
        {
            // Ended by an error: an end all the same.
        }
    }
}
