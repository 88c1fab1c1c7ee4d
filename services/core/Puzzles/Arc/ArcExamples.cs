using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Arc;

/// <summary>
/// Training examples out of ARC tasks: a random demonstration of a random task under one of its augmentations, somewhere on the canvas. Tests are
/// never drawn. Every augmentation of every task is a puzzle of its own: <see cref="PuzzleOf"/>.
/// </summary>
public sealed class ArcExamples : IExampleSource
{
    private readonly List<(string Name, GridPair[] Pairs)> tasks;
    private readonly int augmentations;
    private readonly long seed;

    /// <param name="dataset">Of ARC tasks.</param>
    /// <param name="seed">Of everything drawn.</param>
    /// <param name="augmentations">How many a task has beside itself; the papers' 1000.</param>
    public ArcExamples(Dataset dataset, long seed, int augmentations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(augmentations);
        if (dataset.Kind != DatasetKind.Arc)
            throw new ArgumentException($"drawing ARC examples: expected a dataset of ARC tasks, got one of {dataset.Kind}", nameof(dataset));
        tasks = [.. dataset.Records.Where(record => !record.IsTest).GroupBy(record => record.Group, StringComparer.Ordinal)
            .Select(task => (task.Key, task.Select(record => new GridPair(record.Question, record.Answer!)).ToArray()))];
        if (tasks.Count == 0)
            throw new ArgumentException("drawing ARC examples: expected at least one task with demonstrations, got none", nameof(dataset));
        (this.seed, this.augmentations) = (seed, augmentations);
    }

    public TaskShape Shape => ArcTask.Shape;

    public int Height => ArcTask.Side;

    public int Width => ArcTask.Side;

    /// <summary>Rows that a table of puzzle embeddings needs.</summary>
    public int Puzzles => tasks.Count * (augmentations + 1);

    public Example Draw(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var dice = Dice.For(unchecked((ulong)seed), index);
        var task = dice.Between(0, tasks.Count - 1);
        var number = dice.Between(0, augmentations);
        var (name, pairs) = tasks[task];
        var symmetry = ArcSymmetry.Of(name, number);
        var drawn = pairs[dice.Between(0, pairs.Length - 1)];
        var (question, answer) = (symmetry.Apply(drawn.Question), symmetry.Apply(drawn.Answer));
        // One place for both: where a shape stays is part of what a task shows.
        var top = dice.Between(0, Height - Math.Max(question.Height, answer.Height));
        var left = dice.Between(0, Width - Math.Max(question.Width, answer.Width));
        return new()
        {
            Height = Height,
            Width = Width,
            Puzzle = PuzzleOf(task, number),
            Tokens = Array.ConvertAll(GridsTask.Encode(question, Height, Width, top, left), token => (int)token),
            Targets = Array.ConvertAll(GridsTask.Encode(answer, Height, Width, top, left), token => 1u << token),
        };
    }

    /// <summary>The row of an augmentation of a task.</summary>
    /// <param name="task">In the order of the dataset.</param>
    /// <param name="number">0 for the task itself.</param>
    public int PuzzleOf(int task, int number) => (task * (augmentations + 1)) + number;
}
