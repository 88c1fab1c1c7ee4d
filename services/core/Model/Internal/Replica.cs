using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// The network with a gradient of its own. Replicas share its weights and compute parts of a batch side by side, each in threads of its own: where a
/// network is small, threads inside its operators wait for one another more than they work.
/// </summary>
internal sealed class Replica : IDisposable
{
    private readonly Network network;
    private readonly Recipe recipe;
    private readonly Tensor gradient; // [P]
    private readonly Cardinality? cardinality;

    private Replica(Network network, Recipe recipe, Tensor gradient)
    {
        (this.network, this.recipe, this.gradient) = (network, recipe, gradient);
        cardinality = recipe.CardinalityWeight > 0 ? new(network.Configuration.Shape, network.Device) : null;
        network.GatherInto(gradient);
    }

    /// <summary>As many as the recipe wants, on a GPU, which one fills, always one. The first is the network itself, which it disposes of.</summary>
    /// <param name="network">What is trained.</param>
    /// <param name="recipe">Losses, and how many replicas.</param>
    /// <param name="gradient">[P]: the first one's, the optimiser's.</param>
    public static Replica[] Of(Network network, Recipe recipe, Tensor gradient)
    {
        var count = network.Device.type == DeviceType.CPU ? recipe.Parts : 1;
        return
        [
            new(network, recipe, gradient.alias().DetachFromDisposeScope()),
            .. Enumerable.Range(0, count - 1).Select(_ => new Replica(network.Sibling(), recipe, zeros_like(gradient).DetachFromDisposeScope())),
        ];
    }

    /// <summary>One supervision step of every part and, in the first replica's gradient, what the mean of their losses has for one.</summary>
    /// <param name="replicas">Of one network.</param>
    /// <param name="parts">One for each, all of the same size.</param>
    /// <param name="scrambled">For each, see <see cref="Network.Recurse"/>; null where nothing is fed back.</param>
    /// <param name="threads">Of them all together: beyond one for each, they are used inside operators.</param>
    public static BatchReport Step(Replica[] replicas, SlotPart[] parts, Tensor[]? scrambled, int threads)
    {
        if (replicas is [var only]) return only.Step(parts[0], scrambled?[0]);
        var reports = new BatchReport[replicas.Length];
        try
        {
            Parallel.For(0, replicas.Length, new() { MaxDegreeOfParallelism = Math.Min(replicas.Length, threads) }, Aside);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        foreach (var other in replicas.Skip(1))
        {
            replicas[0].gradient.add_(other.gradient);
            other.gradient.zero_();
        }
        replicas[0].gradient.div_(replicas.Length);
        return BatchReport.Joined(reports);

        void Aside(int i)
        {
            using var scope = NewDisposeScope();
            set_num_threads(Math.Max(1, threads / replicas.Length));
            reports[i] = replicas[i].Step(parts[i], scrambled?[i]).Loosened();
        }
    }

    public void Dispose()
    {
        cardinality?.Dispose();
        gradient.Dispose();
        network.Dispose();
    }

    private BatchReport Step(SlotPart slots, Tensor? scrambled)
    {
        // :: Recursion
        var x = network.Embed(slots.Question, slots.Puzzles);
        var (y, z) = network.Recurse(x, slots.Y, slots.Z, recipe.Gradient, scrambled);
        Tensor logits = network.Answer(y), halt = network.Halt(y);
        // :: Losses
        var verdict = Verdict.Of(logits, slots);
        var cellLoss = CellLosses.Mean(CellLosses.Of(recipe.Loss, logits, slots.Allowed, recipe.LabelSmoothing), slots, recipe.DecisiveWeight);
        var haltLoss = HaltLoss(x, y, z, verdict, slots);
        var loss = cellLoss + haltLoss * recipe.HaltWeight;
        if (cardinality is not null) loss += cardinality.Of(CellLosses.Probabilities(recipe.Loss, logits)) * recipe.CardinalityWeight;
        // :: Their gradient
        network.Backward(loss);
        return new(y.detach(), z.detach(), halt.detach(), verdict, stack([loss, cellLoss, haltLoss]).detach());
    }

    /// <summary>How wrong the halt head is about "the answer is right" and, with Q-learning, about what going on is worth.</summary>
    private Tensor HaltLoss(Tensor x, Tensor y, Tensor z, Verdict verdict, SlotPart slots)
    {
        var configuration = network.Configuration;
        if (configuration.Halting == Halting.Fixed) return zeros([], network.Flat.dtype, network.Device);
        var outputs = network.HaltOutputs(y); // [B, 2]
        var loss = nn.functional.binary_cross_entropy_with_logits(outputs.select(1, 0), verdict.Exact.to(outputs.dtype));
        if (configuration.Halting == Halting.Bce) return loss;
        Tensor target;
        using (no_grad())
        {
            var (next, _) = network.Recurse(x.detach(), y.detach(), z.detach());
            var values = network.HaltOutputs(next);
            var last = tensor(slots.Steps.Select(steps => steps + 1 >= configuration.MaxSteps).ToArray(), device: network.Device);
            target = where(last, values.select(1, 0), values.amax([1])).sigmoid(); // [B]
        }
        return loss + nn.functional.binary_cross_entropy_with_logits(outputs.select(1, 1), target);
    }
}
