using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>The fleet service: what operators do with devices, and what devices speak with the grid.</summary>
public sealed class FleetRole : IGridRole
{
    public string Name => GridRoles.Fleet;

    public FleetTimes Times { get; init; } = new();

    public ResultKeeping Keeping { get; init; } = new();

    public void Add(IServiceCollection services, GridPaths paths) => services
        .AddStateStore(GridRoles.Fleet, paths.Fleet)
        .AddSingleton(Times)
        .AddSingleton(Keeping)
        .AddSingleton<Certificates>()
        .AddSingleton<IDeviceRevocation>(provider => provider.GetRequiredService<Certificates>())
        .AddSingleton<DeviceStreams>()
        .AddSingleton<Devices>()
        .AddSingleton<JoinTokens>()
        .AddSingleton<AssignedPackages>()
        .AddSingleton<Joining>()
        .AddSingleton<DeviceSessions>()
        .AddSingleton<Results>();

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<FleetControlService>();
        endpoints.MapGrpcService<DeviceLinkService>();
    }
}
