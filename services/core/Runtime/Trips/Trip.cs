using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime.Trips;

/// <summary>What a robot asks for, beyond one path from here to there.</summary>
public sealed record Trip
{
    /// <summary>May lie anywhere: outside the map is an answer, not a fault.</summary>
    public required Cell Start { get; init; }

    public required Cell Goal { get; init; }

    /// <summary>Cells to pass on the way, in this order.</summary>
    public IReadOnlyList<Cell> Via { get; init; } = [];

    /// <summary>How far from the goal the path may end, metres, where the goal cannot be reached; 0: nowhere else.</summary>
    public double GoalToleranceM { get; init; }

    /// <summary>The robot's outline; null: a circle of <see cref="PlanOptions.FootprintRadiusM"/>.</summary>
    public Footprint? Footprint { get; init; }

    /// <summary>Whether the outline may pass where it only fits lengthwise: it is then driven along the path. Else it shall be able to turn everywhere.</summary>
    public bool Oriented { get; init; }

    /// <summary>The path that the robot follows now, each cell a neighbour of the one before; empty: none.</summary>
    public IReadOnlyList<Cell> Current { get; init; } = [];

    /// <summary>The current path stays while it is valid and costs no more than (1 + this) times the least possible from here.</summary>
    public double KeepWithin { get; init; } = DefaultKeepWithin;

    /// <summary>Whether a smoothed line is wanted beside the cells.</summary>
    public bool Smooth { get; init; }

    /// <summary>A path a tenth dearer than the best is not clearly worse.</summary>
    public const double DefaultKeepWithin = 0.1;

    /// <summary>One path for a circle, straight from start to goal: what <see cref="PathPlanner"/> alone answers.</summary>
    public bool IsPlain => Via.Count == 0 && Current.Count == 0 && GoalToleranceM <= 0 && Footprint is null;
}
