using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime;

/// <summary>What the network came to, and how.</summary>
internal sealed record Proposal
{
    /// <summary>Its best path that passed the checker; null where there is none.</summary>
    public PathAnswer? Answer { get; init; }

    public int Steps { get; init; }

    public int Views { get; init; }

    /// <summary>Windows of a large map; 0 where the map was asked about in one piece.</summary>
    public int Windows { get; init; }

    /// <summary>The recursion went on from where it stood on a similar map.</summary>
    public bool Warm { get; init; }

    public float HaltLogit { get; init; } = float.NaN;

    public TimeSpan Elapsed { get; init; }
}
