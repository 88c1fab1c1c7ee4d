using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Trials;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;
using PlannerKind = Trm.Grid.Runtime.PlannerKind;

namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>Questions and answers as a trial sees them.</summary>
internal static class Answers
{
    private static readonly CostMap Floor = new(4, 4, new byte[16]);

    /// <param name="network">Whether the network gave it; else A* did.</param>
    /// <param name="cost">Its cost.</param>
    /// <param name="ms">What the network took.</param>
    public static PlanOutcome Of(bool network, double cost = 10, double ms = 5) => new()
    {
        Planner = network ? PlannerKind.Trm : PlannerKind.AStar,
        Error = Nav2Error.None,
        Path = [new(0, 0), new(1, 1)],
        Cost = cost,
        OptimalCost = 10,
        Steps = 2,
        NetworkElapsed = TimeSpan.FromMilliseconds(ms),
    };

    public static PlanSample Sample(string digest, bool network = true, double cost = 10, double ms = 5) => new(
        "sha256:floor", new PlanQuery { Start = new Point { X = 0.5, Y = 0.5 }, Goal = new Point { X = 1.5, Y = 1.5 } },
        Floor, new(0, 0), new(1, 1), new PlanOptions(), digest, Of(network, cost, ms));
}
