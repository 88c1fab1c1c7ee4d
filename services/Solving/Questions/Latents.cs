using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Latents;
using Trm.Grid.Solving.Models;

namespace Trm.Grid.Solving.Questions;

/// <summary>Tells what a model's latents decode to on the way to an answer.</summary>
internal static class Latents
{
    /// <summary>A maze of 30x30 cells has half a megabyte of them.</summary>
    private const int MostSteps = 64;

    /// <param name="model">Whose latents.</param>
    /// <param name="question">Of its task.</param>
    /// <param name="maxSteps">Supervision steps at most; 0: the model's own limit.</param>
    /// <param name="onLatents">Told those of every step; null where nobody asks, and then nothing is computed.</param>
    /// <param name="cancellation">Ends it within a step.</param>
    public static void Tell<TAnswer>(ServedModel model, IQuestion<TAnswer> question, uint maxSteps, Action<StepLatents>? onLatents, CancellationToken cancellation)
    {
        if (onLatents is null)
            return;
        var steps = maxSteps == 0 ? model.Solver.Model.Metadata.Steps : (int)maxSteps;
        var (height, width) = question.Size(0);
        // A valid path may still get better, as where it is planned.
        var settle = model.Planner is null ? 0 : PathPlanner.ProposalOptions.SettleSteps;
        foreach (var (latents, halt) in new LatentReader(model.Opened.Value).Read(question, Math.Min(steps, MostSteps), settle, cancellation))
            onLatents(new StepLatents
            {
                Step = (uint)latents[0].Step,
                Height = (uint)height,
                Width = (uint)width,
                ClassCount = (uint)model.Solver.Model.Shape.Classes,
                HaltLogit = halt,
                Latents = { latents.Select(ToMessage) },
            });
    }

    private static Latent ToMessage(LatentReading reading) => new()
    {
        Cycle = (uint)reading.Cycle,
        Update = (uint)reading.Update,
        Classes = UnsafeByteOperations.UnsafeWrap(reading.Classes),
        Confidence = UnsafeByteOperations.UnsafeWrap(reading.Confidence),
    };
}
