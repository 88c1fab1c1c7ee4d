namespace Trm.Grid.Model;

/// <summary>What a run has found by looking at held-out questions.</summary>
public sealed record HeldOutLooks
{
    /// <summary>Step of the last look; 0: there was none.</summary>
    public long Step { get; init; }

    /// <summary>The best measure, by the recipe's questions.</summary>
    public double Best { get; init; }

    public long BestStep { get; init; }

    /// <summary>Looks since then.</summary>
    public int Fruitless { get; init; }
}
