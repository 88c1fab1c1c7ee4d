using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Hosting;

namespace Trm.Grid.Registry;

/// <summary>The registry as a role of a grid's process.</summary>
/// <param name="bundled">What to import at start; null: what lies beside the program.</param>
public sealed class RegistryRole(BundledPackages? bundled = null) : IGridRole
{
    public string Name => GridRoles.Registry;

    public void Add(IServiceCollection services, GridPaths paths) => services
        .AddStateStore(GridRoles.Registry, paths.Registry)
        .AddBlobStore(GridRoles.Registry, paths.Registry)
        .AddSingleton(bundled ?? BundledPackages.BesideTheProgram())
        .AddSingleton<PackageTrust>()
        .AddSingleton(provider => new AuditLog(provider.GetRequiredKeyedService<IStateStore>(GridRoles.Registry), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<VersionLedger>()
        .AddSingleton<AliasLedger>()
        .AddSingleton<BlobRpcs>()
        .AddHostedService<BundledImport>();

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<ModelRegistryService>();
}
