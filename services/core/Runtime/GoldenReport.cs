namespace Trm.Grid.Runtime;

/// <summary>How a package's graph did on its golden vectors, on this machine.</summary>
public sealed record GoldenReport
{
    public required Precision Precision { get; init; }

    public required bool Passed { get; init; }

    /// <summary>Cases times steps compared.</summary>
    public required int Compared { get; init; }

    /// <summary>Largest absolute difference of any logit; infinite where one was no number.</summary>
    public required double WorstLogitDifference { get; init; }

    /// <summary>Share of scored cells, over all cases and steps, with the same likeliest class.</summary>
    public required double EqualCells { get; init; }

    /// <summary>The slowest step seen.</summary>
    public required TimeSpan SlowestStep { get; init; }

    /// <summary>What was asked for and what came, in words.</summary>
    public required string Explanation { get; init; }
}
