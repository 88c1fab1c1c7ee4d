using Trm.Grid.Evaluation;
using Trm.Grid.Fleet;
using Trm.Grid.Hosting;
using Trm.Grid.Processes;
using Trm.Grid.Registry;
using Trm.Grid.Solving;
using Trm.Grid.Training;

namespace Trm.Grid.Connection;

/// <summary>The services by the names of their roles.</summary>
internal static class ServiceRoles
{
    static readonly Dictionary<string, Func<GridWork, IGridRole>> Makers = new()
    {
        [GridRoles.Registry] = _ => new RegistryRole(),
        [GridRoles.Training] = work => new TrainingRole(Programs.FindTrainer(), options => options with { Trains = work == GridWork.All }),
        [GridRoles.Evaluation] = _ => new EvaluationRole(),
        [GridRoles.Solving] = _ => new SolvingRole(),
        [GridRoles.Fleet] = _ => new FleetRole(),
    };

    public static IReadOnlyList<string> All { get; } = [.. Makers.Keys];

    public static IReadOnlyList<IGridRole> Of(IEnumerable<string> names, GridWork work) => [.. names.Distinct().Select(name => Makers[name](work))];
}
