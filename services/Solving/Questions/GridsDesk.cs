using System.Diagnostics;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Wire;
using Trm.Grid.Solving.Models;

namespace Trm.Grid.Solving.Questions;

/// <summary>Answers grids of tasks that nobody here knows: the network alone, unchecked, until its halt head believes in the answer.</summary>
internal sealed class GridsDesk(ServedModels models)
{
    // What it reads and answers is the model's own matter.
    private static readonly TaskShape Any = new() { Task = GridsTask.Name, Input = InputKind.Tokens, Classes = 0 };

    /// <param name="request">Its question is a grid.</param>
    /// <param name="onStep">Told the answer after every step, on a computing thread; null where nobody asks.</param>
    /// <param name="cancellation">Ends the computation.</param>
    /// <param name="onLatents">Told what the latents decode to, before anything is answered; null where nobody asks.</param>
    /// <exception cref="GridException">PUZZLE_INVALID, MODEL_NOT_SERVED.</exception>
    public async Task<Answer> SolveAsync(SolveRequest request, Action<Answer>? onStep, CancellationToken cancellation, Action<StepLatents>? onLatents = null)
    {
        var began = Stopwatch.GetTimestamp();
        var model = await models.FindAsync(request.Model, [Any], cancellation).ConfigureAwait(false)
            ?? throw new GridException(ErrorReason.ModelNotServed, "solving a grid: expected the name of a model that was trained on such grids, got none; name one");
        var question = new Trm.Grid.Puzzles.Grids.GridQuestion(Read(request.Grid.Grid, model.Solver.Model.Shape), model.Solver.Model.Shape);
        Latents.Tell(model, question, request.MaxSteps, onLatents, cancellation);
        var limits = new SolveOptions { MaxSteps = request.MaxSteps == 0 ? null : (int)request.MaxSteps, MaxViews = 1 };
        return Proposing.Propose<ByteGrid?>(model, question, limits, (message, answer) => message.Grid = answer is null ? new NumberGrid() : NumberGridWire.ToMessage(answer), onStep, began, cancellation);
    }

    /// <exception cref="GridException">PUZZLE_INVALID.</exception>
    public static ByteGrid Read(NumberGrid? message, TaskShape shape)
    {
        ByteGrid grid;
        try
        {
            grid = NumberGridWire.ToGrid(message);
        }
        catch (FormatException fault)
        {
            throw new GridException(ErrorReason.PuzzleInvalid, fault.Message, fault) { Violations = [new("grid.grid", fault.Message)] };
        }
        return GridCanvas.FaultOf(grid, shape) is { } wrong
            ? throw new GridException(ErrorReason.PuzzleInvalid, $"solving a grid: {wrong}") { Violations = [new("grid.grid", wrong)] }
            : grid;
    }
}
