namespace Trm.Grid.Verbs.Evaluations;

/// <summary>What --json writes for mazes: exact, valid and optimal are shares of the answers after the last step.</summary>
internal sealed class MazeScores : CheckedScores
{
    internal MazeScores(Contracts.V1.Evaluation measured) : base(measured)
    {
    }

    /// <summary>One path from S to G, no cell of it aside.</summary>
    public double? Valid => Metric("valid");

    /// <summary>Valid, and no path is shorter.</summary>
    public double? Optimal => Metric("optimal");
}
