using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Functional.Hosting;

/// <summary>A fleet of one device that never changes: its watch says one thing and then waits.</summary>
internal sealed class WatchRole : IGridRole
{
    public string Name => GridRoles.Fleet;

    public void Add(IServiceCollection services, GridPaths paths)
    {
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<Service>();

    [Allow(CallerRole.Operator)]
    private sealed class Service : FleetControl.FleetControlBase
    {
        public override async Task WatchDevices(WatchDevicesRequest request, IServerStreamWriter<WatchDevicesResponse> responseStream, ServerCallContext context)
        {
            await responseStream.WriteAsync(new(), context.CancellationToken);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
    }
}
