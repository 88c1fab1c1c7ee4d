using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime.Measuring;

/// <summary>How puzzles are put to a network that is measured.</summary>
public sealed record MeasuringOptions
{
    /// <summary>Supervision steps in one view; null takes the model's own limit.</summary>
    public int? Steps { get; init; }

    /// <summary>Views of a puzzle that are tried until an answer is verified; view 0 is the puzzle as asked.</summary>
    public int Views { get; init; } = 1;

    /// <summary>Whether a puzzle stops at its first verified answer, which then stands for the steps left. Otherwise it takes them all, as papers measure.</summary>
    public bool UntilVerified { get; init; }

    /// <summary>How a maze's path is read off.</summary>
    public PathReading Reading { get; init; } = PathReading.Rollout;

    /// <summary>Puzzles that recurse in one batch.</summary>
    public int Slots { get; init; } = 4;

    /// <summary>Whether there is a batch on each core, for models that take one thread for a step; else one batch takes all puzzles.</summary>
    public bool SideBySide { get; init; } = true;
}
