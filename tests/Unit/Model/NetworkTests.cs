using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public class NetworkTests
{
    [Theory]
    [InlineData("sudoku", Mixer.Attention, 11, 9, 6_828_034)]
    [InlineData("sudoku", Mixer.Mlp, 11, 9, 5_028_866)]
    [InlineData("maze", Mixer.Attention, 6, 30, 6_822_914)]
    [InlineData("arc", Mixer.Attention, 12, 30, 6_829_058)]
    public void Reference_configuration_has_the_references_parameter_count(string task, Mixer mixer, int vocabulary, int side, long count)
    {
        using var network = Network.Create(ReferenceShapes.Of(task, mixer, vocabulary, side), 1);
        Assert.Equal(count, network.ParameterCount);
    }

    [Theory]
    [InlineData("sudoku-mlp", 5_028_866)]
    [InlineData("sudoku-attention", 6_828_034)]
    [InlineData("maze-attention", 6_822_914)]
    [InlineData("arc-agi-1", 6_829_058)]
    [InlineData("arc-agi-2", 6_829_058)]
    [InlineData("hrm-maze", 27_270_146)]
    [InlineData("hrm-arc-1", 27_276_290)]
    [InlineData("hrm-sudoku", 27_275_266)] // two networks of 4 layers of 4 * 512² + 3 * 512 * 1536, embedding and head of 11 * 512, halt head
    public void Preset_of_a_paper_has_its_parameter_count(string name, long count) => Assert.Equal(count, Presets.Find(name)!.Configuration.ParameterCount);

    [Theory]
    [InlineData(Mixer.Attention, InputKind.Tokens)]
    [InlineData(Mixer.Attention, InputKind.Planes)]
    [InlineData(Mixer.Mlp, InputKind.Tokens)]
    [InlineData(Mixer.Convolution, InputKind.Tokens)]
    [InlineData(Mixer.Convolution, InputKind.Planes)]
    public void Every_mixer_answers_every_cell_from_either_input(Mixer mixer, InputKind input)
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(mixer, input);
        using var network = Network.Create(configuration, 3);
        var x = network.Embed(Question(configuration, 5));
        var (y, z) = network.Start(x);
        (y, z) = network.Recurse(x, y, z);
        Assert.Equal([5, 12, 4], network.Answer(y).shape);
        Assert.Equal([5], network.Halt(y).shape);
        Assert.Equal(x.shape, z.shape);
        Assert.True(network.Answer(y).isfinite().all().ToBoolean());
    }

    [Theory]
    [InlineData(Gating.Silu)]
    [InlineData(Gating.Normed)]
    public void Padding_the_sequence_changes_neither_answer_nor_gradient(Gating gate)
    {
        using var scope = NewDisposeScope();
        var tiny = ReferenceShapes.Tiny(Mixer.Mlp, InputKind.Tokens) with { Gate = gate }; // 12 cells
        var (answer, gradient) = Of(multiple: 1);
        foreach (var multiple in new[] { 4, 8, 16, 5 })
        {
            var (padded, paddedGradient) = Of(multiple);
            Assert.True(answer.allclose(padded, 1e-10, 1e-12), $"multiple {multiple}: {(answer - padded).abs().max().ToDouble()}");
            Assert.True(gradient.allclose(paddedGradient, 1e-8, 1e-12), $"multiple {multiple}: {(gradient - paddedGradient).abs().max().ToDouble()}");
        }

        (Tensor Answer, Tensor Gradient) Of(int multiple)
        {
            using var network = Network.Create(tiny, 3, Precision.Fp64);
            network.SequenceMultiple = multiple;
            foreach (var (_, parameter) in network.Parameters) parameter.requires_grad_(true);
            var x = network.Embed(Question(tiny, 5));
            var (y, z) = network.Start(x);
            // Small numbers, so that the norm's eps counts.
            (y, z) = network.Recurse(x * 1e-3, y * 1e-3, z * 1e-3);
            var answer = network.Answer(y);
            network.Backward(answer.square().sum());
            var matrices = network.Parameters.Where(parameter => parameter.Name.StartsWith("blocks.", StringComparison.Ordinal)).Select(parameter => parameter.Value.grad!.flatten().clone());
            return (answer.detach(), cat([.. matrices]));
        }
    }

    [Fact]
    public void Convolution_reads_maps_of_any_size()
    {
        using var scope = NewDisposeScope();
        var tiny = ReferenceShapes.Tiny(Mixer.Convolution, InputKind.Planes);
        using var network = Network.Create(tiny with { Shape = tiny.Shape with { Height = 0, Width = 0 } }, 3);
        foreach (var (height, width) in new[] { (1L, 1L), (7, 5), (20, 33) })
        {
            var x = network.Embed(rand(1, 2, height, width));
            var (y, z) = network.Start(x);
            (y, _) = network.Recurse(x, y, z);
            Assert.Equal([1, height * width, 4], network.Answer(y).shape);
        }
    }

    [Fact]
    public void Same_seed_gives_the_same_network_and_another_seed_another()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Attention);
        using Network one = Network.Create(configuration, 7), two = Network.Create(configuration, 7), other = Network.Create(configuration, 8);
        Assert.True(one.Flat.allclose(two.Flat, 0, 0) && one.Y0.allclose(two.Y0, 0, 0) && one.Z0.allclose(two.Z0, 0, 0));
        Assert.False(one.Flat.allclose(other.Flat));
    }

    [Fact]
    public void Truncated_weights_have_the_deviation_asked_for()
    {
        using var scope = NewDisposeScope();
        using var network = Network.Create(ReferenceShapes.Of("sudoku", Mixer.Attention, 11, 9), 2);
        var weights = network["blocks.0.mlp.gate_up.weight"];
        Assert.Equal(1 / Math.Sqrt(512), weights.std().ToSingle(), 4);
        Assert.InRange(weights.abs().max().ToSingle() * Math.Sqrt(512), 2.2, 2.2738); // 2 deviations of the wider normal
    }

    [Fact]
    public void Halt_head_starts_at_minus_five()
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        using var network = Network.Create(configuration, 3);
        var x = network.Embed(Question(configuration, 2));
        Assert.All(network.Halt(network.Start(x).Y).data<float>(), halt => Assert.Equal(-5f, halt));
    }

    [Fact]
    public void Bf16_network_stays_near_its_fp32_twin()
    {
        using var scope = NewDisposeScope();
        foreach (var mixer in Enum.GetValues<Mixer>())
        {
            var configuration = ReferenceShapes.Tiny(mixer);
            using var exact = Network.Create(configuration, 3);
            using var coarse = exact.Twin(Precision.Bf16);
            var question = Question(configuration, 4);
            var logits = new[] { exact, coarse }.Select(network =>
            {
                var x = network.Embed(question);
                var (y, z) = network.Start(x);
                return network.Answer(network.Recurse(x, y, z).Y);
            }).ToArray();
            Assert.InRange((logits[0] - logits[1]).abs().mean().ToSingle(), 0, 0.05);
        }
    }

    [Fact]
    public void Contradictory_configuration_names_every_fault()
    {
        var fault = Assert.Throws<ArgumentException>(() => (ReferenceShapes.Tiny(Mixer.Convolution) with { Prefix = 1, Hidden = 0 }).Check());
        Assert.Contains("prefix", fault.Message, StringComparison.Ordinal);
        Assert.Contains("hidden", fault.Message, StringComparison.Ordinal);
    }

    internal static Tensor Question(ModelConfiguration configuration, long batch) => configuration.Shape.Input == InputKind.Tokens
        ? arange(batch * configuration.Shape.Height * configuration.Shape.Width).remainder(5).view(batch, -1)
        : rand([batch, 2, 3, 4], generator: new Generator(5));
}
