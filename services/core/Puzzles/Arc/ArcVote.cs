using Trm.Grid.Puzzles.Datasets;

namespace Trm.Grid.Puzzles.Arc;

/// <summary>The answers that a test got under many augmentations, each taken back to the task's own frame: the most frequent ones win, then those believed in most.</summary>
public sealed class ArcVote
{
    private readonly Dictionary<ByteGrid, (int Count, double Belief)> answers = [];

    /// <summary>Answers so far that were grids.</summary>
    public int Count => answers.Values.Sum(answer => answer.Count);

    /// <param name="symmetry">The augmentation that was asked.</param>
    /// <param name="answer">What came back in its frame; null where it was no grid.</param>
    /// <param name="haltLogit">What the halt head said of it.</param>
    public void Add(ArcSymmetry symmetry, ByteGrid? answer, double haltLogit)
    {
        if (answer is null)
            return;
        var own = symmetry.Undo(answer);
        var (count, belief) = answers.GetValueOrDefault(own);
        answers[own] = (count + 1, belief + 1 / (1 + Math.Exp(-haltLogit)));
    }

    /// <summary>The answers to hand in, best first. Ties go to the answer that came first.</summary>
    public IReadOnlyList<ByteGrid> Best(int count) =>
        [.. answers.OrderByDescending(answer => answer.Value.Count).ThenByDescending(answer => answer.Value.Belief / answer.Value.Count).Take(count).Select(answer => answer.Key)];
}
