namespace Trm.Grid.Verbs.Evaluations;

/// <summary>What --json writes for a task of one's own; exact includes the answer's size.</summary>
internal sealed class GridScores : AnswerScores
{
    internal GridScores(Contracts.V1.Evaluation measured) : base(measured)
    {
    }

    /// <summary>Mean share of the answer's cells that are right.</summary>
    public double? Cells => Metric("cells");

    /// <summary>As <see cref="AnswerScores.StepsToHalt"/>.</summary>
    public double? StepsMean => Metric("steps_mean");
}
