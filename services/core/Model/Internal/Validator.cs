using TorchSharp;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Runs a network on held-out examples and questions, a batch at a time, without gradients.</summary>
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

    /// <summary>Every question until its decoded answer passes the task's checker, at most <paramref name="steps"/> supervision steps.</summary>
    public SolvingReport Solve<TAnswer>(IReadOnlyList<IQuestion<TAnswer>> questions, int steps)
    {
        using var grad = no_grad();
        int verified = 0, stepsOfVerified = 0;
        foreach (var group in questions.GroupBy(question => question.Size(0)).SelectMany(sameSize => sameSize.Chunk(batch)))
        {
            using var scope = NewDisposeScope();
            var x = network.Embed(cat([.. group.Select(Encode)]).to(network.Device));
            var (y, z) = network.Start(x);
            var open = new HashSet<int>(Enumerable.Range(0, group.Length));
            for (var step = 1; step <= steps && open.Count > 0; step++)
            {
                (y, z) = network.Recurse(x, y, z);
                var logits = network.Answer(y).to(float32).cpu(); // [B, cells, classes]
                var solved = open.Where(i => group[i].Decode(0, logits[i].contiguous().data<float>().ToArray()).Verified).ToList();
                open.ExceptWith(solved);
                verified += solved.Count;
                stepsOfVerified += step * solved.Count;
            }
        }
        return new(questions.Count, questions.Count == 0 ? 0 : (double)verified / questions.Count, verified == 0 ? 0 : (double)stepsOfVerified / verified);
    }

    private Tensor Encode<TAnswer>(IQuestion<TAnswer> question)
    {
        var (height, width) = question.Size(0);
        switch (question)
        {
            case ITokenQuestion<TAnswer> asked:
                var tokens = new long[height * width];
                asked.Encode(0, tokens);
                return tensor(tokens, [1, height, width]);
            case IPlaneQuestion<TAnswer> asked:
                var channels = network.Configuration.Shape.Channels;
                var planes = new float[channels * height * width];
                asked.Encode(0, planes);
                return tensor(planes, [1, channels, height, width]);
            default:
                throw new ArgumentException($"question of type {question.GetType().Name}: expected tokens or planes");
        }
    }
}
