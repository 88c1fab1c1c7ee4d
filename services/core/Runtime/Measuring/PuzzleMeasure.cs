using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Runtime.Measuring;

/// <summary>What a network reaches on puzzles with given answers.</summary>
public static class PuzzleMeasure
{
    /// <param name="model">The network.</param>
    /// <param name="puzzles">Of its size.</param>
    /// <param name="options">Steps, views, and how much runs side by side.</param>
    /// <param name="done">Told how many are done; one call at a time.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static Measurement OfSudokus(IStepModel model, IReadOnlyList<SudokuPuzzle> puzzles, MeasuringOptions options, Action<int> done, CancellationToken stop) =>
        new CheckedPuzzles<SudokuPuzzle, SudokuGrid>(puzzles, puzzle => new SudokuQuestion(puzzle.Question, model.Metadata.Symmetric), puzzle => puzzle.Source, (puzzle, answer) => puzzle.Answer.Equals(answer))
            .Measure(model, options, done, stop);

    /// <summary>Verified means optimal. Valid and optimal, as exact, are of the last answer of the maze as asked.</summary>
    /// <inheritdoc cref="OfSudokus"/>
    public static Measurement OfMazes(IStepModel model, IReadOnlyList<MazePuzzle> puzzles, MeasuringOptions options, Action<int> done, CancellationToken stop)
    {
        var last = new MazeReport[puzzles.Count];
        var (valid, optimal) = (new SortedDictionary<uint, int>(), new SortedDictionary<uint, int>());
        var measured = new CheckedPuzzles<MazePuzzle, MazeGrid>(puzzles, maze => new MazeQuestion(maze, options.Reading), maze => maze.Source, (maze, answer) => answer.Equals(maze.Answer), Judge)
            .Measure(model, options, done, stop);
        measured.TakeShare("valid", last.Select(report => report.IsValid));
        measured.TakeShare("optimal", last.Select(report => report.IsOptimal));
        return measured with { ValidByStep = Shares(valid), OptimalByStep = Shares(optimal) };

        void Judge(int one, int step, MazeGrid answer)
        {
            var report = last[one] = MazeRules.Check(puzzles[one], answer);
            valid[(uint)step] = valid.GetValueOrDefault((uint)step) + (report.IsValid ? 1 : 0);
            optimal[(uint)step] = optimal.GetValueOrDefault((uint)step) + (report.IsOptimal ? 1 : 0);
        }

        Dictionary<uint, double> Shares(SortedDictionary<uint, int> counts) => counts.ToDictionary(step => step.Key, step => step.Value / (double)puzzles.Count);
    }
}
