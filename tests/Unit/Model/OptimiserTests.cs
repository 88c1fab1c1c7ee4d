using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Model.Internal;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public class OptimiserTests
{
    private static readonly Recipe Quick = new() { Batch = 6, Steps = 40, LearningRate = 3e-3, Precision = Precision.Fp32, Threads = 1, WarmUpSteps = 3, Exploration = 0.5 };

    [Theory]
    [InlineData(OptimiserKind.AdamATan2, Mixer.Mlp)]
    [InlineData(OptimiserKind.Muon, Mixer.Attention)]
    [InlineData(OptimiserKind.Muon, Mixer.Convolution)]
    public void Every_optimiser_resumes_bit_for_bit(OptimiserKind kind, Mixer mixer)
    {
        using var folder = new TemporaryFolder();
        var configuration = ReferenceShapes.Tiny(mixer);
        var recipe = Quick with { Optimiser = kind, EmaStart = 10, LabelSmoothing = 0.1 };
        using var undisturbed = TrainingSession.Start(configuration, recipe, new NeighbourExamples(configuration.Shape, 1), 9);
        while (!undisturbed.Finished) undisturbed.Step();
        using (var first = TrainingSession.Start(configuration, recipe, new NeighbourExamples(configuration.Shape, 1), 9))
        {
            for (var step = 0; step < 20; step++) first.Step();
            first.Save(folder.File("run"));
        }
        using var second = TrainingSession.Resume(folder.File("run"), new NeighbourExamples(configuration.Shape, 1), configuration);
        while (!second.Finished) second.Step();
        Assert.Equal(undisturbed.WeightsDigest(), second.WeightsDigest());
    }

    [Fact]
    public void AdamATan2_steps_by_the_arc_tangent_of_the_corrected_moments_whatever_the_gradients_size()
    {
        using var scope = NewDisposeScope();
        var recipe = new Recipe { Steps = 1, Optimiser = OptimiserKind.AdamATan2, LearningRate = 0.01, WeightDecay = 0.5, Clip = 0 };
        using var network = Network.Create(ReferenceShapes.Tiny(Mixer.Mlp), 3, Precision.Fp64);
        using var optimiser = new Optimiser(network, recipe);
        network.GatherInto(optimiser.Gradient);
        var weights = network.Flat.detach().clone();
        double mean = 0, square = 0;
        for (var step = 1; step <= 3; step++)
        {
            var gradient = 1e-12 * step;
            optimiser.Gradient.fill_(gradient);
            optimiser.Step(step, 0.5);
            (mean, square) = (mean * 0.9 + gradient * 0.1, square * 0.95 + gradient * gradient * 0.05);
            var angle = Math.Atan2(mean / (1 - Math.Pow(0.9, step)), Math.Sqrt(square / (1 - Math.Pow(0.95, step))));
            weights = weights * (1 - 0.005 * 0.5) - 0.005 * angle;
        }
        Assert.True(weights.allclose(network.Flat.detach(), 1e-10, 1e-12));
    }

    [Fact]
    public void Adam_moves_every_parameter_of_its_ranges_by_its_own_gradient_and_no_other()
    {
        using var scope = NewDisposeScope();
        const long First = 7, Middle = 2_500_000, Last = 1_500_000; // more than are moved at once
        var recipe = new Recipe { LearningRate = 0.1, WeightDecay = 0, Epsilon = 1 };
        Tensor weights = zeros(First + Middle + 3 + Last), gradient = rand(weights.shape[0]);
        using var rule = new AdamRule(weights, gradient, recipe, (First, Middle), (First + Middle + 3, Last));
        rule.Apply(1, 1);
        var expected = -0.1 * gradient / (gradient + 1); // of a first step the moments are the gradient
        expected.narrow(0, 0, First).zero_();
        expected.narrow(0, First + Middle, 3).zero_();
        Assert.True(weights.allclose(expected, rtol: 1e-4, atol: 1e-6));
    }

    [Fact]
    public void Muon_moves_the_blocks_and_leaves_the_rest_to_AdamW()
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(Mixer.Attention);
        var (muon, adam) = (After(OptimiserKind.Muon), After(OptimiserKind.AdamW));
        using var start = Network.Create(configuration, 3);
        foreach (var ((name, moved), (_, other), (_, before)) in muon.Zip(adam, start.Parameters))
        {
            if (!name.StartsWith("blocks.", StringComparison.Ordinal))
            {
                Assert.True(moved.allclose(other, 0, 0), name);
                continue;
            }
            var step = before * (1 - 0.02 * 0.005) - moved;
            var singular = linalg.svdvals(step) / (0.02 * Math.Sqrt(Math.Max(1, (double)before.shape[0] / before.shape[1])));
            Assert.InRange(singular.max().ToSingle(), 0.6, 1.3);
        }

        List<(string Name, Tensor Value)> After(OptimiserKind kind)
        {
            using var network = Network.Create(configuration, 3);
            using var optimiser = new Optimiser(network, new Recipe { Steps = 1, Optimiser = kind });
            network.GatherInto(optimiser.Gradient);
            using (no_grad()) optimiser.Gradient.copy_(randn(optimiser.Gradient.shape, generator: new Generator(4)));
            optimiser.Step(1, 1);
            return [.. network.Parameters.Select(parameter => (parameter.Name, parameter.Value.detach().clone()))];
        }
    }

    [Theory]
    [InlineData(6, 6)]
    [InlineData(5, 9)]
    [InlineData(12, 4)]
    public void Newton_Schulz_keeps_a_matrixs_directions_and_brings_its_singular_values_near_one(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        var matrix = randn([3, rows, columns], generator: new Generator(2));
        var near = MuonRule.Orthogonal(matrix, 6);
        var (u, _, vt) = linalg.svd(matrix, fullMatrices: false);
        var values = u.transpose(-2, -1).matmul(near).matmul(vt.transpose(-2, -1)); // [3, r, r], diagonal where the directions are the same
        Assert.InRange(values.diagonal(0, -2, -1).min().ToSingle(), 0.5, 1.3);
        Assert.InRange((values - values.diagonal(0, -2, -1).diag_embed()).abs().max().ToSingle(), 0, 1e-3);
    }

    [Fact]
    public void Average_is_the_weights_themselves_until_it_starts()
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        using var session = TrainingSession.Start(configuration, Quick with { EmaStart = 5 }, new NeighbourExamples(configuration.Shape, 1), 9);
        for (var step = 1; step <= 6; step++)
        {
            session.Step();
            Assert.Equal(step <= 5, session.Averaged.Flat.allclose(session.Network.Flat.detach(), 0, 0));
        }
    }
}
