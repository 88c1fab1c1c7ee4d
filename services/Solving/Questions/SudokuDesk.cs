using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Solving.Models;

namespace Trm.Grid.Solving.Questions;

/// <summary>Answers Sudokus: the network proposes, the rules check, the exact solver answers what the network does not.</summary>
internal sealed class SudokuDesk(ServedModels models, SolvingOptions options)
{
    /// <param name="request">Its question is a Sudoku.</param>
    /// <param name="onStep">Told the answer after every step, on a computing thread; null where nobody asks.</param>
    /// <param name="cancellation">Ends the computation.</param>
    /// <param name="onLatents">Told what the latents decode to, before anything is answered; null where nobody asks.</param>
    /// <exception cref="GridException">PUZZLE_INVALID, PUZZLE_UNSOLVABLE, PUZZLE_NOT_PROPER, MODEL_NOT_SERVED.</exception>
    public async Task<Answer> SolveAsync(SolveRequest request, Action<Answer>? onStep, CancellationToken cancellation, Action<StepLatents>? onLatents = null)
    {
        var grid = Read(request.Sudoku.Puzzle);
        var began = Stopwatch.GetTimestamp();
        // The exact solver takes microseconds where the network takes milliseconds: what has no single answer is refused first.
        var exact = SudokuSolver.Solve(grid, cancellation);
        RequireProper(exact);
        var model = await models.FindAsync(request.Model, [SudokuTask.Shape(grid.Box)], cancellation).ConfigureAwait(false);
        if (model is not null)
            Latents.Tell(model, new Trm.Grid.Puzzles.Sudoku.SudokuQuestion(grid), request.MaxSteps, onLatents, cancellation);
        var proposed = model is null ? null : Propose(model, grid, request, onStep, began, cancellation);
        if (proposed is { Verified: true } || (proposed is not null && request is { HasAllowExact: true, AllowExact: false }))
            return proposed;
        if (request is { HasAllowExact: true, AllowExact: false })
            throw new GridException(ErrorReason.ModelNotServed, "solving a Sudoku: no model of the task sudoku serves here and the exact solver was not allowed; register a model or allow it");
        return new Answer
        {
            Sudoku = exact.Solution!.ToString(),
            Solver = SolverKind.Exact,
            Verified = SudokuRules.Answers(grid, exact.Solution),
            Steps = proposed?.Steps ?? 0,
            Views = proposed?.Views ?? 0,
            HaltLogit = proposed?.HaltLogit ?? 0,
            Elapsed = Stopwatch.GetElapsedTime(began).ToDuration(),
            ModelDigest = model?.Digest.ToString() ?? "",
        };
    }

    private Answer Propose(ServedModel model, SudokuGrid grid, SolveRequest request, Action<Answer>? onStep, long began, CancellationToken cancellation)
    {
        var views = request.MaxViews == 0 ? options.Views : (int)request.MaxViews;
        var steps = request.MaxSteps == 0 ? (int?)null : (int)request.MaxSteps;
        return Proposing.Propose(model, new Trm.Grid.Puzzles.Sudoku.SudokuQuestion(grid, model.Solver.Model.Metadata.Symmetric), new() { MaxSteps = steps, MaxViews = views },
            (message, answer) => message.Sudoku = answer?.ToString() ?? "", onStep, began, cancellation);
    }

    private static SudokuGrid Read(string puzzle)
    {
        if (!SudokuGrid.TryParse(puzzle, out var grid, out var fault))
            throw new GridException(ErrorReason.PuzzleInvalid, fault) { Violations = [new("sudoku.puzzle", fault)] };
        return grid;
    }

    private static void RequireProper(SudokuOutcome outcome)
    {
        if (outcome.Standing != SudokuStanding.Proper)
            throw new GridException(outcome.Standing == SudokuStanding.NotProper ? ErrorReason.PuzzleNotProper : ErrorReason.PuzzleUnsolvable, $"solving a Sudoku: {outcome.Words}");
    }
}
