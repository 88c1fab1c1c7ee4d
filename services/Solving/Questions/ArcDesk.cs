using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Runtime.Wire;
using Trm.Grid.Solving.Models;

namespace Trm.Grid.Solving.Questions;

/// <summary>Answers tests of the ARC tasks that a model was trained on, by the vote of their augmentations.</summary>
internal sealed class ArcDesk(ServedModels models, SolvingOptions options)
{
    // The canvas is the model's own matter.
    private static readonly TaskShape Any = new() { Task = ArcTask.Name, Input = InputKind.Tokens, Classes = 0 };

    /// <param name="request">Its question is a grid that names its task.</param>
    /// <param name="cancellation">Ends it within a step.</param>
    /// <exception cref="GridException">PUZZLE_INVALID, MODEL_NOT_SERVED, TASK_NOT_TRAINED.</exception>
    public async Task<Answer> SolveAsync(SolveRequest request, CancellationToken cancellation)
    {
        var (began, task) = (Stopwatch.GetTimestamp(), request.Grid.Task);
        var model = await models.FindAsync(request.Model, [Any], cancellation).ConfigureAwait(false)
            ?? throw new GridException(ErrorReason.ModelNotServed, $"solving a test of ARC task {task}: expected the name of a model that was trained on it, got none; name one");
        if (model.Arc is not { } solver)
            throw new GridException(ErrorReason.ModelNotServed, $"solving a test of ARC task {task}: the model has no embeddings of tasks; name one that was trained on several");
        if (!solver.Puzzles.Knows(task))
            throw new GridException(ErrorReason.TaskNotTrained, $"solving a test of ARC task {task}: the model knows {solver.Puzzles.Count} tasks and has no embedding for this one; train on its demonstrations first, they are its only explanation")
            {
                Violations = [new("grid.task", "expected a task that the model was trained on")],
            };
        var question = GridsDesk.Read(request.Grid.Grid, model.Solver.Model.Shape);
        var (steps, halt) = (request.MaxSteps == 0 ? model.Solver.Model.Metadata.Steps : (int)request.MaxSteps, 0f);
        var votes = Math.Min(request.MaxViews == 0 ? options.Views : (int)request.MaxViews, solver.Puzzles.Augmentations + 1);
        var best = solver.Vote(task, question, votes, steps, step => halt = step.HaltLogit, cancellation).Best(2);
        return new Answer
        {
            Grid = best.Count > 0 ? NumberGridWire.ToMessage(best[0]) : new NumberGrid(),
            SecondGrid = best.Count > 1 ? NumberGridWire.ToMessage(best[1]) : null,
            Solver = SolverKind.Trm,
            Steps = (uint)(votes * steps),
            Views = (uint)votes,
            HaltLogit = halt,
            Elapsed = Stopwatch.GetElapsedTime(began).ToDuration(),
            ModelDigest = model.Digest.ToString(),
        };
    }
}
