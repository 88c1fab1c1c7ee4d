using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime;
using SudokuQuestion = Trm.Grid.Puzzles.Sudoku.SudokuQuestion;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Sudokus with their answers.</summary>
internal sealed class SudokuInstances(IReadOnlyList<SudokuPuzzle> puzzles) : IInstances
{
    public int Count => puzzles.Count;

    public bool SideBySide => true;

    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop) =>
        new CheckedPuzzles<SudokuPuzzle, SudokuGrid>(puzzles, puzzle => new SudokuQuestion(puzzle.Question, model.Metadata.Symmetric), puzzle => puzzle.Source, (puzzle, answer) => puzzle.Answer.Equals(answer))
            .Measure(model, suite, done, stop);
}
