using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime.Large;

/// <summary>What the network proposed on a large map.</summary>
public sealed record LargeProposal
{
    /// <summary>A path that passed the checker on the whole map; null where there is none.</summary>
    public PathAnswer? Answer { get; init; }

    /// <summary>Supervision steps over all windows and views.</summary>
    public required int Steps { get; init; }

    /// <summary>Windows that the network was asked about, at full resolution.</summary>
    public required int Windows { get; init; }

    /// <summary>The route came from the network on the coarse map; else from the graph of regions, because the coarse map shows no way.</summary>
    public required bool CoarseByNetwork { get; init; }

    public required TimeSpan Elapsed { get; init; }
}
