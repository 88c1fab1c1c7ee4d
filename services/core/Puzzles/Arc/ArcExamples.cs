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
    private readonly int side;
    private readonly long seed;

    /// <param name="dataset">Of ARC tasks; those with a grid that the canvas does not hold are passed over.</param>
    /// <param name="seed">Of everything drawn.</param>
    /// <param name="augmentations">How many a task has beside itself; the papers' 1000.</param>
    /// <param name="side">Rows and columns of the canvas.</param>
    public ArcExamples(Dataset dataset, long seed, int augmentations, int side = ArcTask.Side)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(augmentations);
        if (dataset.Kind != DatasetKind.Arc)
            throw new ArgumentException($"drawing ARC examples: expected a dataset of ARC tasks, got one of {dataset.Kind}", nameof(dataset));
        var all = dataset.Records.GroupBy(record => record.Group, StringComparer.Ordinal).ToList();
        var fitting = all.FindAll(task => task.All(record => Fits(record.Question, side) && (record.Answer is null || Fits(record.Answer, side))));
        tasks = [.. fitting.Select(task => (task.Key, task.Where(record => !record.IsTest).Select(record => new GridPair(record.Question, record.Answer!)).ToArray())).Where(task => task.Item2.Length > 0)];
        if (tasks.Count == 0)
            throw new ArgumentException($"drawing ARC examples: expected at least one task with demonstrations and no grid larger than {side}x{side}, got none of {all.Count}", nameof(dataset));
        (this.seed, this.side, Augmentations, PassedOver) = (seed, side, augmentations, all.Count - fitting.Count);
        Tasks = [.. tasks.Select(task => task.Name)];
        Tests = [.. fitting.SelectMany(task => task).Where(record => record.IsTest && record.Answer is not null && Tasks.Contains(record.Group))
            .Select(record => (record.Group, new GridPair(record.Question, record.Answer!)))];
    }

    public TaskShape Shape => ArcTask.On(side);

    public int Height => side;

    public int Width => side;

    /// <summary>The tasks' names; the first has the first rows of a table of puzzle embeddings.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>Tests of these tasks that have an answer. Never drawn.</summary>
    public IReadOnlyList<(string Task, GridPair Pair)> Tests { get; }

    /// <summary>Augmentations that a task has beside itself.</summary>
    public int Augmentations { get; }

    /// <summary>Tasks with a grid too large for the canvas.</summary>
    public int PassedOver { get; }

    /// <summary>Rows that a table of puzzle embeddings needs.</summary>
    public int Puzzles => tasks.Count * (Augmentations + 1);

    public Example Draw(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var dice = Dice.For(unchecked((ulong)seed), index);
        var task = dice.Between(0, tasks.Count - 1);
        var number = dice.Between(0, Augmentations);
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
    public int PuzzleOf(int task, int number) => (task * (Augmentations + 1)) + number;

    private static bool Fits(ByteGrid grid, int side) => grid.Height <= side && grid.Width <= side;
}
