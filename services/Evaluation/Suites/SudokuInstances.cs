using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime;
using SudokuQuestion = Trm.Grid.Puzzles.Sudoku.SudokuQuestion;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Sudokus with their answers.</summary>
internal sealed class SudokuInstances(IReadOnlyList<SudokuPuzzle> puzzles) : IInstances
{
    public int Count => puzzles.Count;

    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop)
    {
        using var solver = new RecursiveSolver(model);
        var options = new SolveOptions { MaxSteps = suite.MaxSteps == 0 ? null : (int)suite.MaxSteps, MaxViews = Math.Max(1, (int)suite.MaxViews) };
        var (exact, verified, steps, milliseconds) = (0, 0, 0L, 0.0);
        var curve = new StepCurve();
        for (var i = 0; i < puzzles.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            var solution = solver.Solve(new SudokuQuestion(puzzles[i].Question), options, cancellation: stop);
            steps += solution.Steps;
            milliseconds += solution.Elapsed.TotalMilliseconds;
            if (solution.Verified)
            {
                verified++;
                curve.RightAt(solution.Steps);
            }
            if (puzzles[i].Answer.Equals(solution.Answer))
                exact++;
            done(i + 1);
        }
        var count = (double)puzzles.Count;
        return new(new Dictionary<string, double>
        {
            ["exact"] = exact / count,
            ["verified"] = verified / count,
            ["steps_mean"] = steps / count,
            ["ms_mean"] = milliseconds / count,
        }, curve.Shares(puzzles.Count));
    }
}
