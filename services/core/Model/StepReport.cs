namespace Trm.Grid.Model;

/// <summary>What one optimiser step (one supervision step of every slot) showed, with the weights before its update.</summary>
public sealed record StepReport
{
    /// <summary>1 for the run's first.</summary>
    public required long Step { get; init; }

    /// <summary>The run's last step; 0 while a budget in minutes is still being measured.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>What was minimised: cell loss plus the weighted halt and cardinality losses.</summary>
    public required double Loss { get; init; }

    /// <summary>Mean over slots of the mean over scored cells.</summary>
    public required double CellLoss { get; init; }

    public required double HaltLoss { get; init; }

    /// <summary>Share of scored cells whose likeliest class is right, over all slots, fresh ones included.</summary>
    public required double CellAccuracy { get; init; }

    /// <summary>Share of slots whose answer is right: every scored cell, or those on which it hangs.</summary>
    public required double ExactShare { get; init; }

    /// <summary>Slots whose example ended with this step.</summary>
    public required int Halted { get; init; }

    /// <summary>Mean number of supervision steps that those had; 0 where none ended.</summary>
    public required double HaltedAfter { get; init; }

    /// <summary>Norm of the whole gradient before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Adam's at this step.</summary>
    public required double LearningRate { get; init; }

    public required TimeSpan Duration { get; init; }
}
