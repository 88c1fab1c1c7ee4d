using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Measuring;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Mazes with their answers.</summary>
internal sealed class MazeInstances(IReadOnlyList<MazePuzzle> mazes) : IInstances
{
    public int Count => mazes.Count;

    public bool SideBySide => true;

    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop) => PuzzleMeasure.OfMazes(model, mazes, SuiteReader.PuzzleOptions(suite), done, stop);
}
