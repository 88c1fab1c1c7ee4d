using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Runtime;
using Trm.Grid.Solving.Models;

namespace Trm.Grid.Solving.Questions;

/// <summary>Answers mazes: the network proposes, the rules check, breadth-first search answers what the network does not.</summary>
internal sealed class MazeDesk(ServedModels models, SolvingOptions options)
{
    /// <summary>A maze of so many rows and columns keeps a network busy for seconds a step.</summary>
    private const int MostSide = 256;

    /// <summary>The name of the model that comes with the program.</summary>
    private const string PackagedName = "maze-hard";

    /// <param name="request">Its question is a maze.</param>
    /// <param name="onStep">Told the answer after every step, on a computing thread; null where nobody asks.</param>
    /// <param name="cancellation">Ends the computation.</param>
    /// <param name="onLatents">Told what the latents decode to, before anything is answered; null where nobody asks.</param>
    /// <exception cref="GridException">PUZZLE_INVALID, PUZZLE_UNSOLVABLE, MODEL_NOT_SERVED.</exception>
    public async Task<Answer> SolveAsync(SolveRequest request, Action<Answer>? onStep, CancellationToken cancellation, Action<StepLatents>? onLatents = null)
    {
        var began = Stopwatch.GetTimestamp();
        var puzzle = Read(request.Maze.Maze);
        var model = await models.FindAsync(request.Model, MazeTask.Answers, cancellation).ConfigureAwait(false)
            ?? await models.FindAsync("", MazeTask.Answers, cancellation, PackagedName).ConfigureAwait(false);
        if (model is not null)
            Latents.Tell(model, new Trm.Grid.Puzzles.Maze.MazeQuestion(puzzle), request.MaxSteps, onLatents, cancellation);
        var proposed = model is null ? null : Propose(model, puzzle, request, onStep, began, cancellation);
        var exactAllowed = !request.HasAllowExact || request.AllowExact;
        if (proposed is { Verified: true } || (proposed is not null && !exactAllowed))
            return proposed;
        if (!exactAllowed)
            throw new GridException(ErrorReason.ModelNotServed, "solving a maze: no model of the task maze serves here and the exact solver was not allowed; register a model or allow it");
        return new Answer
        {
            Maze = puzzle.Answer.ToLines(),
            Solver = SolverKind.Exact,
            Verified = true,
            Steps = proposed?.Steps ?? 0,
            Views = proposed?.Views ?? 0,
            HaltLogit = proposed?.HaltLogit ?? 0,
            Elapsed = Stopwatch.GetElapsedTime(began).ToDuration(),
            ModelDigest = model?.Digest.ToString() ?? "",
        };
    }

    private Answer Propose(ServedModel model, MazePuzzle puzzle, SolveRequest request, Action<Answer>? onStep, long began, CancellationToken cancellation)
    {
        var views = request.MaxViews == 0 ? options.Views : (int)request.MaxViews;
        var steps = request.MaxSteps > 0 ? (int)request.MaxSteps : PathPlanner.StepsFor(model.Solver.Model.Metadata.Steps, puzzle.Question.Width, puzzle.Question.Height);
        return Proposing.Propose(model, new Trm.Grid.Puzzles.Maze.MazeQuestion(puzzle), new() { MaxSteps = steps, MaxViews = views },
            (message, answer) => message.Maze = answer?.ToLines() ?? "", onStep, began, cancellation);
    }

    private static MazePuzzle Read(string text)
    {
        if (!MazeGrid.TryParse(text, out var maze, out var fault))
            throw Invalid(fault);
        if (maze.Height > MostSide || maze.Width > MostSide)
            throw Invalid($"expected at most {MostSide} rows and columns, got {maze.Height}x{maze.Width}");
        if (MazeRules.FaultOf(maze) is { } wrong)
            throw Invalid(wrong);
        return MazeSolver.Solve(maze) ?? throw new GridException(ErrorReason.PuzzleUnsolvable, "solving a maze: no way leads from S to G");
    }

    private static GridException Invalid(string fault) => new(ErrorReason.PuzzleInvalid, $"solving a maze: {fault}") { Violations = [new("maze.maze", fault)] };
}
