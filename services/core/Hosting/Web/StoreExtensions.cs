using Microsoft.Extensions.DependencyInjection;

namespace Trm.Grid.Hosting;

/// <summary>Gives a role its stores, keyed by the role's name: <c>[FromKeyedServices(GridRoles.Registry)] IStateStore state</c>.</summary>
public static class StoreExtensions
{
    /// <summary>The role's state, one file in its folder.</summary>
    public static IServiceCollection AddStateStore(this IServiceCollection services, string role, string folder) =>
        services.AddKeyedSingleton<IStateStore>(role, (provider, _) => SqliteStateStore.Open(Path.Combine(folder, "state.db"), provider.GetRequiredService<TimeProvider>()));

    /// <summary>The role's blobs, a folder in its folder.</summary>
    public static IServiceCollection AddBlobStore(this IServiceCollection services, string role, string folder) =>
        services.AddKeyedSingleton<IBlobStore>(role, (_, _) => new FolderBlobStore(Path.Combine(folder, "blobs")));
}
