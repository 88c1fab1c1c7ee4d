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
    static readonly Dictionary<string, Func<GridWork, ResultKeeping, IGridRole>> Makers = new()
    {
        [GridRoles.Registry] = (_, _) => new RegistryRole(),
        [GridRoles.Training] = (work, _) => new TrainingRole(Programs.FindTrainer(), options => options with { Trains = work == GridWork.All }),
        [GridRoles.Evaluation] = (_, _) => new EvaluationRole(),
        [GridRoles.Solving] = (_, _) => new SolvingRole(),
        [GridRoles.Fleet] = (_, keeping) => new FleetRole { Keeping = keeping },
    };

    public static IReadOnlyList<string> All { get; } = [.. Makers.Keys];

    /// <param name="names">Which services.</param>
    /// <param name="work">What they do besides answering.</param>
    /// <param name="keeping">How many results the fleet keeps; null: all.</param>
    public static IReadOnlyList<IGridRole> Of(IEnumerable<string> names, GridWork work, ResultKeeping? keeping = null) =>
        [.. names.Distinct().Select(name => Makers[name](work, keeping ?? new()))];
}
