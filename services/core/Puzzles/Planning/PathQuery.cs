namespace Trm.Grid.Puzzles.Planning;

/// <summary>A question for a path.</summary>
/// <param name="Map">The map as the robot's centre sees it: inflated (<see cref="Inflation"/>).</param>
/// <param name="Start">Where the path begins.</param>
/// <param name="Goal">Where it ends.</param>
/// <param name="UnknownIsFree">Whether unknown cells may be entered (at cost 0) or block.</param>
public sealed record PathQuery(CostMap Map, Cell Start, Cell Goal, bool UnknownIsFree = false)
{
    /// <summary>What is wrong with start and goal, in Nav2's order; <see cref="Nav2Error.None"/> where the search may begin.</summary>
    public Nav2Error Check() =>
        !Map.Contains(Start) ? Nav2Error.StartOutsideMap
        : !Map.Contains(Goal) ? Nav2Error.GoalOutsideMap
        : !Map.IsPassable(Start, UnknownIsFree) ? Nav2Error.StartOccupied
        : !Map.IsPassable(Goal, UnknownIsFree) ? Nav2Error.GoalOccupied
        : Nav2Error.None;
}
