using Trm.Grid.Puzzles.Datasets;

namespace Trm.Grid.Puzzles.Arc;

/// <summary>ARC's score.</summary>
public static class ArcScore
{
    /// <summary>pass@k: of every task the share of its tests with the right answer among the k best, and of these the mean.</summary>
    /// <inheritdoc cref="ByTask"/>
    public static double PassAt(int k, IEnumerable<(string Task, ByteGrid Wanted, ArcVote Vote)> tests) => ByTask(k, tests).DefaultIfEmpty().Average();

    /// <summary>Of every task, in the order of their first tests, the share of its tests with the right answer among the k best.</summary>
    /// <param name="k">Answers that may be handed in for a test; ARC allows 2.</param>
    /// <param name="tests">Every test with its task, its answer, and what was answered.</param>
    public static IReadOnlyList<double> ByTask(int k, IEnumerable<(string Task, ByteGrid Wanted, ArcVote Vote)> tests)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return [.. tests.GroupBy(test => test.Task, StringComparer.Ordinal).Select(task => task.Average(test => test.Vote.Best(k).Contains(test.Wanted) ? 1.0 : 0))];
    }
}
