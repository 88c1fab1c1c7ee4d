using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Grids;

/// <summary>Training examples out of pairs of grids, all on one canvas. No symmetry is applied: whether the task has any, only its owner knows.</summary>
public sealed class GridsExamples : IExampleSource
{
    // Of a dataset without tests so many pairs train for each one that is held back.
    private const int HeldBackEvery = 10;
    private const int FewestToHoldBack = 20;

    private readonly IReadOnlyList<GridPair> pairs;
    private readonly GridCanvas canvas;
    private readonly long? seed;

    /// <param name="pairs">At least one.</param>
    /// <param name="canvas">Holds them all.</param>
    /// <param name="seed">Of the order of drawing; null: every pair in its turn.</param>
    private GridsExamples(IReadOnlyList<GridPair> pairs, GridCanvas canvas, long? seed) => (this.pairs, this.canvas, this.seed) = (pairs, canvas, seed);

    public TaskShape Shape => canvas.Shape;

    public int Height => canvas.Height;

    public int Width => canvas.Width;

    public int Count => pairs.Count;

    public int? Cycle => seed is null ? Count : null;

    /// <summary>What to train on, and what to measure on: the dataset's tests, else every tenth pair where there are twenty or more.</summary>
    /// <param name="dataset">Of grids.</param>
    /// <param name="seed">Of the order of drawing.</param>
    /// <returns>HeldOut is null where there is nothing to measure on.</returns>
    /// <exception cref="ArgumentException">Nothing to train on.</exception>
    public static (GridsExamples Training, GridsExamples? HeldOut) From(Dataset dataset, long seed)
    {
        if (dataset.Kind is not (DatasetKind.Grids or DatasetKind.Arc))
            throw new ArgumentException($"drawing grids: expected a dataset of grids, got one of {dataset.Kind}; import it with jsonl", nameof(dataset));
        var all = dataset.Records.Where(record => record.Answer is not null).Select(record => (Pair: new GridPair(record.Question, record.Answer!), record.IsTest)).ToList();
        var (training, tests) = (all.Where(one => !one.IsTest).Select(one => one.Pair).ToList(), all.Where(one => one.IsTest).Select(one => one.Pair).ToList());
        if (training.Count == 0)
            throw new ArgumentException($"drawing grids: expected pairs to train on, got {tests.Count} tests only; mark some with \"split\": \"train\"", nameof(dataset));
        var canvas = GridCanvas.Of(training.Concat(tests));
        if (tests.Count == 0 && training.Count >= FewestToHoldBack)
        {
            tests = [.. training.Where((_, i) => i % HeldBackEvery == 0)];
            training = [.. training.Where((_, i) => i % HeldBackEvery != 0)];
        }
        return (new(training, canvas, seed), tests.Count == 0 ? null : new(tests, canvas, null));
    }

    public Example Draw(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (seed is not { } chosen)
            return Example(pairs[(int)(index % pairs.Count)], Height, Width);
        var dice = Dice.For(unchecked((ulong)chosen), index);
        return Example(pairs[dice.Between(0, pairs.Count - 1)], Height, Width);
    }

    /// <summary>A pair as an example; all of the canvas is scored, so that the answer's size is learned too.</summary>
    public static Example Example(GridPair pair, int height, int width) => new()
    {
        Height = height,
        Width = width,
        Tokens = Array.ConvertAll(GridsTask.Encode(pair.Question, height, width), token => (int)token),
        Targets = Array.ConvertAll(GridsTask.Encode(pair.Answer, height, width), token => 1u << token),
    };
}
