using System.Text.Json.Serialization;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>What --json writes for mazes: exact, valid and optimal are shares of the answers after the last step.</summary>
internal sealed class MazeScores : CheckedScores
{
    internal MazeScores(Contracts.V1.Evaluation measured) : base(measured) =>
        (ValidByStep, OptimalByStep) = (new(measured.ValidByStep), new(measured.OptimalByStep));

    /// <summary>One path from S to G, no cell of it aside.</summary>
    public double? Valid => Metric("valid");

    /// <summary>Valid, and no path is shorter.</summary>
    public double? Optimal => Metric("optimal");

    /// <summary>Share whose answer after so many steps is valid.</summary>
    [JsonPropertyOrder(2)]
    public SortedDictionary<uint, double> ValidByStep { get; }

    /// <summary>Share for which it is optimal.</summary>
    [JsonPropertyOrder(2)]
    public SortedDictionary<uint, double> OptimalByStep { get; }
}
