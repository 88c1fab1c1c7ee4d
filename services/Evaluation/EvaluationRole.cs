using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Trm.Grid.Evaluation.Runs;
using Trm.Grid.Evaluation.Suites;
using Trm.Grid.Hosting;

namespace Trm.Grid.Evaluation;

/// <summary>The evaluation service as a part of a grid's process.</summary>
public sealed class EvaluationRole : IGridRole
{
    public string Name => GridRoles.Evaluation;

    public void Add(IServiceCollection services, GridPaths paths)
    {
        services.AddStateStore(Name, paths.Evaluation);
        services.TryAddSingleton<RegistryClient>();
        services
            .AddSingleton<EvaluationLedger>()
            .AddSingleton<SuiteReader>()
            .AddSingleton<EvaluationQueue>()
            .AddHostedService(provider => provider.GetRequiredService<EvaluationQueue>());
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<ModelEvaluationService>();
}
