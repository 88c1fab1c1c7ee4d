using Trm.Grid.Edge.Trials;

namespace Trm.Grid.Edge.Swap;

/// <summary>Where the swap stands, as others may see it.</summary>
internal sealed record SwapStatus
{
    public SwapState State { get; init; } = SwapState.Idle;

    /// <summary>The desired revision that is worked on or reached.</summary>
    public ulong Revision { get; init; }

    /// <summary>Manifest digest of the model that runs; empty: none.</summary>
    public string ActiveDigest { get; init; } = "";

    /// <summary>Manifest digest of what lies whole and proven in the other slot; empty: nothing.</summary>
    public string StandbyDigest { get; init; } = "";

    /// <summary>Why the desired model does not run; empty: it does, or nothing has gone wrong so far.</summary>
    public string Failure { get; init; } = "";

    /// <summary>How the last trial since the start ended; null: none has.</summary>
    public TrialVerdict? Trial { get; init; }
}
