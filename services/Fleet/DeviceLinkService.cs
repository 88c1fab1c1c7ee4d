using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>What devices speak with the grid. A device is known by its certificate; what it says of its own name counts for nothing.</summary>
[Allow(CallerRole.Device)]
internal sealed class DeviceLinkService(Joining joining, DeviceSessions sessions, Devices devices, AssignedPackages packages, Results results) : DeviceLink.DeviceLinkBase
{
    [AllowAnyone]
    public override Task<EnrolResponse> Enrol(EnrolRequest request, ServerCallContext context) => joining.EnrolAsync(request, context.CancellationToken);

    public override Task<RenewCertificateResponse> RenewCertificate(RenewCertificateRequest request, ServerCallContext context) =>
        joining.RenewAsync(context.Caller().Name, request, context.CancellationToken);

    public override Task Connect(IAsyncStreamReader<ConnectRequest> requestStream, IServerStreamWriter<ConnectResponse> responseStream, ServerCallContext context) =>
        sessions.RunAsync(context.Caller().Name, requestStream, responseStream, context.CancellationToken);

    public override async Task<GetAssignedVersionResponse> GetAssignedVersion(GetAssignedVersionRequest request, ServerCallContext context)
    {
        var device = await devices.GetAsync(context.Caller().Name, context.CancellationToken);
        var version = await packages.GetAsync(device, request.Digest, context.CancellationToken);
        return new GetAssignedVersionResponse { Manifest = version.Manifest, Envelope = version.Envelope };
    }

    public override async Task FetchFile(FetchFileRequest request, IServerStreamWriter<FetchFileResponse> responseStream, ServerCallContext context)
    {
        var device = await devices.GetAsync(context.Caller().Name, context.CancellationToken);
        await packages.FetchAsync(device, request, responseStream, context.CancellationToken);
    }

    public override async Task<ReportResultsResponse> ReportResults(ReportResultsRequest request, ServerCallContext context) =>
        new() { AcceptedIds = { await results.AddAsync(context.Caller().Name, request.Results, context.CancellationToken) } };
}
