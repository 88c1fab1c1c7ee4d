using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Measuring;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Sudokus with their answers.</summary>
internal sealed class SudokuInstances(IReadOnlyList<SudokuPuzzle> puzzles) : IInstances
{
    public int Count => puzzles.Count;

    public bool SideBySide => true;

    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop) => PuzzleMeasure.OfSudokus(model, puzzles, SuiteReader.PuzzleOptions(suite), done, stop);
}
