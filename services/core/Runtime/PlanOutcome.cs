using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime;

/// <summary>A checked path, or why there is none.</summary>
public sealed record PlanOutcome
{
    public required PlannerKind Planner { get; init; }

    /// <summary><see cref="Nav2Error.None"/> with a path.</summary>
    public required Nav2Error Error { get; init; }

    /// <summary>One sentence for people; empty where the network answered.</summary>
    public string Message { get; init; } = "";

    /// <summary>From start to goal, both included; empty without a path.</summary>
    public IReadOnlyList<Cell> Path { get; init; } = [];

    /// <summary>Where in the path its via points stand, from 0.</summary>
    public IReadOnlyList<int> ViaAt { get; init; } = [];

    /// <summary>The path as a smoothed line in the map's frame, metres, over checked cells only; empty unless asked for.</summary>
    public IReadOnlyList<(double X, double Y)> Smooth { get; init; } = [];

    /// <summary>By how much obstacles were grown for it, metres; null where no outline was given.</summary>
    public double? GrownByM { get; init; }

    /// <summary>Whether the checker has passed the path: true whenever there is one.</summary>
    public bool Verified => Path.Count > 0;

    public double LengthM { get; init; }

    /// <summary>By <see cref="MoveCost"/> on the inflated map, in cell units.</summary>
    public double Cost { get; init; }

    /// <summary>A*'s cost; null without a path.</summary>
    public double? OptimalCost { get; init; }

    /// <summary>Cost / optimal cost - 1; null without a path.</summary>
    public double? Gap => OptimalCost is { } optimal ? (optimal > 0 ? (Cost / optimal) - 1 : 0) : null;

    /// <summary>Smallest distance to an obstacle of the map as given, metres; null where none is near.</summary>
    public double? MinClearanceM { get; init; }

    /// <summary>Supervision steps that the network ran, over all views; 0 where the policy of an earlier plan answered.</summary>
    public int Steps { get; init; }

    public int Views { get; init; }

    /// <summary>Windows at full resolution that a large map was planned in; 0 where it was asked about in one piece.</summary>
    public int Windows { get; init; }

    /// <summary>The recursion went on from where it stood on a similar map with the same goal.</summary>
    public bool Warm { get; init; }

    /// <summary>What the halt head said last; NaN where the network was not asked.</summary>
    public float HaltLogit { get; init; } = float.NaN;

    /// <summary>The whole plan, inflation and checks included.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The network's steps.</summary>
    public TimeSpan NetworkElapsed { get; init; }

    /// <summary>Until A* had its path, inflation included.</summary>
    public TimeSpan AStarElapsed { get; init; }
}
