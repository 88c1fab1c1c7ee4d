using Trm.Grid.Puzzles;

namespace Trm.Grid.Runtime.Latents;

/// <summary>
/// Runs a question's first view and reads every latent on the way through the answer head. The head was trained on the last y of a step alone: of z
/// it shows how far z has come to say the same, no more.
/// </summary>
/// <param name="model">Opened, see <see cref="StepModel.LoadOpened"/>; of one without a trace the answers of the steps are read.</param>
public sealed class LatentReader(StepModel model)
{
    /// <summary>Recurses until an answer is verified, or for so many steps.</summary>
    /// <param name="question">Of the model's task.</param>
    /// <param name="steps">Supervision steps at most.</param>
    /// <param name="settle">Steps that follow the first verified answer.</param>
    /// <param name="cancellation">Ends it within a step.</param>
    /// <returns>One group of latents a step, as they come, with the halt logit of its answer.</returns>
    public IEnumerable<(IReadOnlyList<LatentReading> Latents, float HaltLogit)> Read<TAnswer>(IQuestion<TAnswer> question, int steps, int settle = 0, CancellationToken cancellation = default)
    {
        var (height, width) = question.Size(0);
        using var batch = model.Open(1, height, width);
        if (question is ITokenQuestion<TAnswer> tokens)
            tokens.Encode(0, batch.Tokens(0));
        else
            ((IPlaneQuestion<TAnswer>)question).Encode(0, batch.Planes(0));
        var last = steps;
        for (var step = 1; step <= last; step++)
        {
            if (!batch.Step(cancellation))
                throw new OperationCanceledException(cancellation);
            yield return (Latents(batch, step), batch.Halt(0));
            if (last == steps && question.Decode(0, batch.Logits(0)).Verified)
                last = Math.Min(steps, step + settle);
        }
    }

    private List<LatentReading> Latents(StepBatch batch, int step)
    {
        if (model.TracedLatents == 0)
            return [Reading(batch.Logits(0), batch.Classes, step, 1, 0)];
        var (size, each) = (batch.Cells * batch.Classes, model.TracedLatents / model.Metadata.Cycles);
        var latents = new List<LatentReading>(model.TracedLatents);
        for (var i = 0; i < model.TracedLatents; i++)
            latents.Add(Reading(batch.Trace(0).Slice(i * size, size), batch.Classes, step, 1 + i / each, (i + 1) % each));
        return latents;
    }

    private static LatentReading Reading(ReadOnlySpan<float> logits, int classes, int step, int cycle, int update)
    {
        var (likeliest, confidence) = (new byte[logits.Length / classes], new byte[logits.Length / classes]);
        for (var cell = 0; cell < likeliest.Length; cell++)
        {
            var own = logits.Slice(cell * classes, classes);
            var best = 0;
            for (var kind = 1; kind < classes; kind++)
                best = own[kind] > own[best] ? kind : best;
            var all = 0.0;
            foreach (var logit in own)
                all += Math.Exp(logit - own[best]);
            (likeliest[cell], confidence[cell]) = ((byte)best, (byte)Math.Round(255 / all));
        }
        return new(step, cycle, update, likeliest, confidence);
    }
}
