using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Trm.Grid.Hosting;
using Trm.Grid.Solving.Maps;
using Trm.Grid.Solving.Models;
using Trm.Grid.Solving.Questions;

namespace Trm.Grid.Solving;

/// <summary>The solving service as a part of a grid's process.</summary>
/// <param name="options">Null keeps the defaults.</param>
public sealed class SolvingRole(SolvingOptions? options = null) : IGridRole
{
    public string Name => GridRoles.Solving;

    public void Add(IServiceCollection services, GridPaths paths)
    {
        var checkedOptions = options ?? new SolvingOptions();
        checkedOptions.Require();
        services.AddBlobStore(Name, paths.Solving);
        services.TryAddSingleton<RegistryClient>();
        services
            .AddSingleton(checkedOptions)
            .AddSingleton<Admission>()
            .AddSingleton<ServedModels>()
            .AddSingleton<MapShelf>()
            .AddSingleton<SudokuDesk>()
            .AddSingleton<MazeDesk>()
            .AddSingleton<GridsDesk>()
            .AddSingleton<ArcDesk>()
            .AddSingleton<PathDesk>();
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<PuzzleSolvingService>();
}
