using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>What operators do with devices.</summary>
[Allow(CallerRole.Operator)]
internal sealed class FleetControlService(
    JoinTokens tokens, Devices devices, DeviceStreams streams, Certificates certificates, AssignedPackages packages, Results results) : FleetControl.FleetControlBase
{
    public override Task<CreateJoinTokenResponse> CreateJoinToken(CreateJoinTokenRequest request, ServerCallContext context) =>
        tokens.CreateAsync(request, context.CancellationToken);

    public override Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context) =>
        devices.ListAsync(request, context.CancellationToken);

    public override async Task<GetDeviceResponse> GetDevice(GetDeviceRequest request, ServerCallContext context) =>
        new() { Device = await devices.GetAsync(request.DeviceId, context.CancellationToken) };

    public override async Task WatchDevices(WatchDevicesRequest request, IServerStreamWriter<WatchDevicesResponse> responseStream, ServerCallContext context)
    {
        await foreach (var change in devices.WatchAsync(request.Cursor, context.CancellationToken))
            await responseStream.WriteAsync(change, context.CancellationToken);
    }

    public override async Task<AssignModelResponse> AssignModel(AssignModelRequest request, ServerCallContext context)
    {
        if (request.Model.Length == 0)
            throw GridException.Invalid("model", "expected a model's name; `trmgrid models list` shows them");
        await devices.GetAsync(request.DeviceId, context.CancellationToken);
        var version = await packages.ResolveAsync(request.Model, request.VersionDigest, context.CancellationToken);
        var device = await devices.ChangeAsync(
            request.DeviceId,
            (_, stored) =>
            {
                if (stored.State == DeviceState.Revoked)
                    throw new GridException(ErrorReason.DeviceRevoked, $"assigning to device {stored.Id}: it was revoked; enrol it again with a new join token");
                var same = stored.Desired?.ModelDigest == version.Digest && stored.Desired.ModelName == version.Model;
                // The same again is harmless, except for a device that refused it: it is asked to try once more.
                if (!same || stored.Reported is { State: DeviceState.Rejected } refused && refused.Revision == stored.Desired!.Revision)
                    stored.Desired = new DesiredState { Revision = (stored.Desired?.Revision ?? 0) + 1, ModelDigest = version.Digest, ModelName = version.Model };
            },
            context.CancellationToken);
        return new AssignModelResponse { Device = device };
    }

    public override async Task<RevokeDeviceResponse> RevokeDevice(RevokeDeviceRequest request, ServerCallContext context)
    {
        var device = await devices.ChangeAsync(
            request.DeviceId,
            (s, stored) =>
            {
                stored.State = DeviceState.Revoked;
                Certificates.Revoke(s, stored.Id);
            },
            context.CancellationToken);
        await certificates.PublishAsync(request.DeviceId);
        streams.End(request.DeviceId);
        return new RevokeDeviceResponse { Device = device };
    }

    public override Task<ListResultsResponse> ListResults(ListResultsRequest request, ServerCallContext context) =>
        results.ListAsync(request, context.CancellationToken);

    public override async Task WatchResults(WatchResultsRequest request, IServerStreamWriter<WatchResultsResponse> responseStream, ServerCallContext context)
    {
        await foreach (var next in results.WatchAsync(request, context.CancellationToken))
            await responseStream.WriteAsync(next, context.CancellationToken);
    }
}
