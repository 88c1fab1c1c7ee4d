using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>A question for a path whose start and goal are passable.</summary>
internal readonly record struct PlanningCase(CostMap Map, Cell Start, Cell Goal)
{
    /// <summary>A path from start to goal that somebody showed; empty where nobody did.</summary>
    public IReadOnlyList<Cell> Demonstrated { get; init; } = [];

    public PathQuery Query => new(Map, Start, Goal);
}
