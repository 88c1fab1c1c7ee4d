namespace Trm.Grid.Verbs.Evaluations;

/// <summary>What --json writes for ARC, of its tests; exact is without any vote.</summary>
internal sealed class ArcScores : AnswerScores
{
    internal ArcScores(Contracts.V1.Evaluation measured) : base(measured)
    {
    }

    /// <summary>Tasks that the tests belong to.</summary>
    public double? Tasks => Metric("tasks");

    /// <summary>Augmentations asked of each test.</summary>
    public double? Votes => Metric("votes");

    /// <summary>The share of a task's tests whose answer won the vote, averaged over the tasks.</summary>
    public double? PassAt1 => Metric("pass_at_1");

    /// <summary>The same for the two best answers: ARC's own score.</summary>
    public double? PassAt2 => Metric("pass_at_2");
}
