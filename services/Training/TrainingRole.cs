using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Trm.Grid.Hosting;
using Trm.Grid.Training.Runs;
using Trm.Grid.Training.Workers;

namespace Trm.Grid.Training;

/// <summary>The training service as a part of a grid's process.</summary>
/// <param name="trainer">The trainer's program; null where there is none: runs are then refused.</param>
/// <param name="configure">Changes the options from their defaults; null keeps them.</param>
public sealed class TrainingRole(string? trainer, Func<TrainingOptions, TrainingOptions>? configure = null) : IGridRole
{
    public string Name => GridRoles.Training;

    public void Add(IServiceCollection services, GridPaths paths)
    {
        var usual = new TrainingOptions { Folder = paths.Training, Trainer = trainer ?? "" };
        var options = configure?.Invoke(usual) ?? usual;
        options.Require();
        services.AddStateStore(Name, options.Folder);
        services.TryAddSingleton<RegistryClient>();
        services
            .AddSingleton(options)
            .AddSingleton(new TrainerProgram(options.Trainer))
            .AddSingleton<RegistryPatience>()
            .AddSingleton<PackageHandover>()
            .AddSingleton<RunInputs>()
            .AddSingleton<RunLedger>()
            .AddSingleton<RunQueue>();
        if (options.Trains)
            services.AddHostedService(provider => provider.GetRequiredService<RunQueue>());
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<TrainingRunsService>();
}
