using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Functional.Hosting;

/// <summary>Stands in the registry's place where a test is about the host.</summary>
internal sealed class EmptyRole : IGridRole
{
    public string Name => GridRoles.Registry;

    public void Add(IServiceCollection services, GridPaths paths)
    {
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
    }
}
