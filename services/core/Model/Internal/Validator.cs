using TorchSharp;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Runs a network on held-out examples, a batch at a time, without gradients.</summary>
internal sealed class Validator(Network network, int batch)
{
    /// <summary>Every example for exactly <paramref name="steps"/> supervision steps, judged against its labels.</summary>
    public ValidationReport Judge(IExampleSource source, long first, int count, int steps)
    {
        using var grad = no_grad();
        double scored = 0, right = 0;
        int exact = 0, agreed = 0;
        for (var done = 0; done < count; done += batch)
        {
            using var scope = NewDisposeScope();
            using var slots = new SlotBatch(network, source, Math.Min(batch, count - done));
            slots.Refill(network, first + done);
            var x = network.Embed(slots.Question, slots.Puzzles);
            var (y, z) = (slots.Y, slots.Z);
            for (var step = 0; step < steps; step++) (y, z) = network.Recurse(x, y, z);
            var verdict = Verdict.Of(network.Answer(y), slots.Whole);
            var believed = network.Halt(y).gt(0);
            scored += slots.Scored.sum().ToDouble();
            right += verdict.Right.sum().ToDouble();
            exact += (int)verdict.Exact.sum().ToInt64();
            agreed += (int)believed.eq(verdict.Exact).sum().ToInt64();
        }
        return new(count, steps, scored == 0 ? 1 : right / scored, (double)exact / count, (double)agreed / count);
    }
}
