using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Trm.Grid.Hosting;

/// <summary>A service that a grid's process can host, alone or beside others.</summary>
public interface IGridRole
{
    /// <summary>One of <see cref="GridRoles"/>.</summary>
    string Name { get; }

    /// <summary>Adds what the service needs. Time, identity, channels, paths and endpoints are there already.</summary>
    void Add(IServiceCollection services, GridPaths paths);

    /// <summary>Maps the service's gRPC services.</summary>
    void Map(IEndpointRouteBuilder endpoints);
}
