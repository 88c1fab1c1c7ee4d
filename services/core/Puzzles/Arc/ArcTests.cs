using Trm.Grid.Puzzles.Grids;

namespace Trm.Grid.Puzzles.Arc;

/// <summary>The tests of the tasks that are trained on, as examples to measure on: each in its turn, unaugmented, in the corner of the canvas.</summary>
public sealed class ArcTests : IExampleSource
{
    private readonly ArcExamples training;

    private ArcTests(ArcExamples training) => this.training = training;

    public TaskShape Shape => training.Shape;

    public int Height => training.Height;

    public int Width => training.Width;

    public int Count => training.Tests.Count;

    public int? Cycle => Count;

    /// <returns>Null where no test has an answer.</returns>
    public static ArcTests? Of(ArcExamples training) => training.Tests.Count == 0 ? null : new(training);

    public Example Draw(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var (task, pair) = training.Tests[(int)(index % Count)];
        var number = training.Tasks.TakeWhile(name => name != task).Count();
        return GridsExamples.Example(pair, Height, Width) with { Puzzle = training.PuzzleOf(number, 0) };
    }
}
