using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Model.Internal;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Sudoku;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public class GradientTests
{
    private const double Nudge = 1e-5;

    /// <summary>The truncated gradient is exact once the state that enters the last cycle is held fixed.</summary>
    [Theory]
    [InlineData(Mixer.Attention, InputKind.Tokens, CellLoss.Softmax)]
    [InlineData(Mixer.Attention, InputKind.Planes, CellLoss.Stablemax)]
    [InlineData(Mixer.Mlp, InputKind.Tokens, CellLoss.Softmax)]
    [InlineData(Mixer.Convolution, InputKind.Tokens, CellLoss.Stablemax)]
    [InlineData(Mixer.Convolution, InputKind.Planes, CellLoss.Softmax)]
    [InlineData(Mixer.Units, InputKind.Tokens, CellLoss.Softmax)]
    public void Gradient_of_a_supervision_step_equals_finite_differences_of_its_last_cycle(Mixer mixer, InputKind input, CellLoss loss)
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(mixer, input);
        using var whole = Network.Create(configuration, 4, Precision.Fp64);
        using var lastCycle = Network.Create(configuration with { Cycles = 1 }, 4, Precision.Fp64);
        IExampleSource examples = mixer == Mixer.Units ? SudokuExamples.Generated(2, 3, 6) : new NeighbourExamples(configuration.Shape, 6);
        using var slots = new SlotBatch(whole, examples, 3);
        slots.Refill(whole, 0);
        using var optimiser = new Optimiser(whole, new Recipe { Steps = 1 });
        whole.GatherInto(optimiser.Gradient);

        var x = whole.Embed(slots.Question);
        LossOf(whole, whole.Recurse(x, slots.Y, slots.Z), slots, loss).backward();
        var gradient = optimiser.Gradient.data<double>().ToArray();

        using var grad = no_grad();
        var (y, z) = lastCycle.Recurse(lastCycle.Embed(slots.Question), slots.Y, slots.Z); // the state that enters the last cycle
        var random = new Random(1);
        for (var sample = 0; sample < 80; sample++)
        {
            var index = sample < 12 ? gradient.Length - 1 - sample : random.Next(gradient.Length); // both heads for certain
            var slope = (At(index, Nudge) - At(index, -Nudge)) / (2 * Nudge);
            Assert.InRange(Math.Abs(slope - gradient[index]), 0, 1e-7 + 1e-5 * Math.Abs(slope));
        }

        double At(int index, double nudge)
        {
            using var trial = NewDisposeScope();
            lastCycle.Flat[index].add_(nudge);
            var value = LossOf(lastCycle, lastCycle.Recurse(lastCycle.Embed(slots.Question), y, z), slots, loss).ToDouble();
            lastCycle.Flat[index].sub_(nudge);
            return value;
        }
    }

    /// <summary>The same for the last update of z and y alone, with the state that enters it held fixed.</summary>
    [Fact]
    public void One_step_gradient_equals_finite_differences_of_the_last_update()
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp) with { LatentSteps = 3, TwoNetworks = true };
        using var whole = Network.Create(configuration, 4, Precision.Fp64);
        using var last = Network.Create(configuration with { LatentSteps = 1, Cycles = 1 }, 4, Precision.Fp64);
        using var slots = new SlotBatch(whole, new NeighbourExamples(configuration.Shape, 6), 3);
        slots.Refill(whole, 0);
        using var optimiser = new Optimiser(whole, new Recipe { Steps = 1 });
        whole.GatherInto(optimiser.Gradient);
        LossOf(whole, whole.Recurse(whole.Embed(slots.Question), slots.Y, slots.Z, GradientPath.OneStep), slots, CellLoss.Softmax).backward();
        var gradient = optimiser.Gradient.data<double>().ToArray();

        using var grad = no_grad();
        using var cycle = Network.Create(configuration with { Cycles = 1 }, 4, Precision.Fp64);
        using var shorter = Network.Create(configuration with { Cycles = 1, LatentSteps = 2 }, 4, Precision.Fp64);
        var x = whole.Embed(slots.Question);
        var (y, z) = cycle.Recurse(x, slots.Y, slots.Z);
        (_, z) = shorter.Recurse(x, y, z); // two of the last cycle's three updates of z; y waits
        var random = new Random(1);
        for (var sample = 0; sample < 30; sample++)
        {
            var index = sample < 6 ? gradient.Length - 1 - sample : random.Next(gradient.Length);
            var slope = (At(index, Nudge) - At(index, -Nudge)) / (2 * Nudge);
            Assert.InRange(Math.Abs(slope - gradient[index]), 0, 1e-7 + 1e-5 * Math.Abs(slope));
        }

        double At(int index, double nudge)
        {
            using var trial = NewDisposeScope();
            last.Flat[index].add_(nudge);
            var value = LossOf(last, last.Recurse(last.Embed(slots.Question), y, z), slots, CellLoss.Softmax).ToDouble();
            last.Flat[index].sub_(nudge);
            return value;
        }
    }

    /// <summary>Where further cycles move nothing, the gradient is that of a recursion without end.</summary>
    [Fact]
    public void Gradient_through_a_fixed_point_equals_finite_differences_of_many_cycles()
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(Mixer.Convolution) with { Cycles = 120 }; // no prefix: nothing holds its y and z in place
        using var network = Network.Create(configuration, 4, Precision.Fp64);
        using (no_grad())
        {
            // Weak blocks and a loud question: every cycle contracts.
            foreach (var (name, value) in network.Parameters)
                value.mul_(name.StartsWith("blocks.", StringComparison.Ordinal) ? 0.3 : 4);
        }
        using var slots = new SlotBatch(network, new NeighbourExamples(configuration.Shape, 6), 3);
        slots.Refill(network, 0);
        using var optimiser = new Optimiser(network, new Recipe { Steps = 1 });
        network.GatherInto(optimiser.Gradient);
        network.Backward(LossOf(network, network.Recurse(network.Embed(slots.Question), slots.Y, slots.Z, GradientPath.FixedPoint), slots, CellLoss.Softmax));
        var gradient = optimiser.Gradient.data<double>().ToArray();
        optimiser.Gradient.zero_();
        network.Backward(LossOf(network, network.Recurse(network.Embed(slots.Question), slots.Y, slots.Z), slots, CellLoss.Softmax));
        var truncated = optimiser.Gradient.data<double>().ToArray();

        using var grad = no_grad();
        var (random, differing) = (new Random(1), 0);
        for (var sample = 0; sample < 30; sample++)
        {
            var index = sample < 6 ? gradient.Length - 1 - sample : random.Next(gradient.Length);
            var slope = (At(index, Nudge) - At(index, -Nudge)) / (2 * Nudge);
            Assert.InRange(Math.Abs(slope - gradient[index]), 0, 1e-3);
            if (Math.Abs(slope - truncated[index]) > 1e-2) differing++;
        }
        Assert.InRange(differing, 10, 30); // the last cycle alone is another gradient

        double At(int index, double nudge)
        {
            using var trial = NewDisposeScope();
            network.Flat[index].add_(nudge);
            var value = LossOf(network, network.Recurse(network.Embed(slots.Question), slots.Y, slots.Z), slots, CellLoss.Softmax).ToDouble();
            network.Flat[index].sub_(nudge);
            return value;
        }
    }

    private static Tensor LossOf(Network network, (Tensor Y, Tensor Z) state, SlotBatch slots, CellLoss loss) =>
        CellLosses.Of(loss, network.Answer(state.Y), slots.Allowed).mean()
        + nn.functional.binary_cross_entropy_with_logits(network.Halt(state.Y), ones([3], float64)) * 0.5;
}
