namespace Trm.Grid.Packages;

/// <summary>How far a precision may stray from the golden vectors. A bound that is absent is not asked for.</summary>
public sealed record Tolerance
{
    /// <summary>Largest absolute difference of any logit.</summary>
    public double? MaxLogitDifference { get; init; }

    /// <summary>Smallest share of cells, 0 to 1, whose decoded class is the same.</summary>
    public double? MinEqualCells { get; init; }
}
