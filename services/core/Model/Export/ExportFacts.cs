using Trm.Grid.Packages;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Model.Export;

/// <summary>What a package tells beside the network itself.</summary>
public sealed record ExportFacts
{
    public required Lineage Lineage { get; init; }

    /// <summary>What training measured, by name; finite numbers.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>How it was trained; told on the card.</summary>
    public Recipe? Recipe { get; init; }

    /// <summary>Whose embeddings the rows of the network's table are; null where it has none, or one for all.</summary>
    public PuzzleNames? Puzzles { get; init; }

    /// <summary>The golden vectors' questions: examples from this index on.</summary>
    public long FirstExample { get; init; }

    /// <summary>How many golden questions.</summary>
    public int GoldenCases { get; init; } = 3;

    /// <summary>Supervision steps recorded of each, at most: fewer where the network amplifies fp32's own rounding.</summary>
    public int GoldenSteps { get; init; } = 4;

    /// <summary>Largest difference of any fp32 logit that a machine may show.</summary>
    public double MaxLogitDifference { get; init; } = 1e-3;

    /// <summary>
    /// Smallest share of cells that the int8 graph must decode to the same class; null: 98 % of a planner's, whose moves are often as good as each other
    /// and whose paths are checked, 99 % of any other's.
    /// </summary>
    public double? MinEqualCells { get; init; }

    internal double LeastEqualCells(TaskShape shape) => MinEqualCells ?? (shape.Task == PlannerTask.Shape.Task ? 0.98 : 0.99);
}
