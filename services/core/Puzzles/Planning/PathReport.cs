namespace Trm.Grid.Puzzles.Planning;

/// <summary>What the checker found about a path.</summary>
public sealed record PathReport
{
    /// <summary>Everything that is wrong, in the order of the path's cells.</summary>
    public required IReadOnlyList<PathFault> Faults { get; init; }

    public bool IsValid => Faults.Count == 0;

    /// <summary>Cost in cell units; 0 unless the path is valid.</summary>
    public double Cost { get; init; }

    /// <summary>The same in the integer units of <see cref="MoveCost"/>.</summary>
    public long Units { get; init; }

    /// <summary>Length in metres from cell centre to cell centre; 0 unless the path is valid.</summary>
    public double LengthM { get; init; }
}
