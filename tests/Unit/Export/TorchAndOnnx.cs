using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime;
using Precision = Trm.Grid.Model.Precision;

namespace Trm.Grid.Tests.Unit.Export;

public class TorchAndOnnx
{
    private const int Slots = 3;

    /// <summary>
    /// Logits agree within 1e-3, while slots are reset at different steps. With random weights the mlp mixer is chaotic: torch's own fp32 and fp64
    /// differ ten times more after every step, 0.1 after five. There ONNX takes torch's state before each step.
    /// </summary>
    [Theory]
    [MemberData(nameof(ExportedNetworks.Names), MemberType = typeof(ExportedNetworks))]
    public void Torch_and_onnx_say_the_same_over_several_steps_with_slots_reset_in_between(string name)
    {
        var configuration = ExportedNetworks.Named(name);
        using var scope = torch.NewDisposeScope();
        using var grad = torch.no_grad();
        using var network = Network.Create(configuration, seed: 5);
        network["halt.weight"].uniform_(-0.3, 0.3);
        network.Puzzles?.uniform_(-0.3, 0.3);
        using var model = StepModel.Load(name, ModelExport.ToOnnx(network, ExportPrecision.Fp32));
        var (height, width) = configuration.Shape.Height > 0 ? (configuration.Shape.Height, configuration.Shape.Width) : (7, 5);
        using var batch = model.Open(Slots, height, width);
        var x = torch.cat([.. Enumerable.Range(0, Slots).Select(slot => Ask(network, batch, slot, seed: slot))]);
        var (y, z) = network.Start(x);
        for (var step = 0; step < 6; step++)
        {
            for (var slot = 0; step > 0 && slot < Slots && configuration.Mixer == Mixer.Mlp; slot++)
                batch.Restore(slot, Numbers(y[slot]), Numbers(z[slot]));
            if (step == 3)
            {
                // One slot takes another question, the others go on.
                batch.Restart(1);
                x = torch.cat([x[..1], Ask(network, batch, 1, seed: 77), x[2..]]);
                var (y0, z0) = network.Start(x);
                y = torch.cat([y[..1], y0[1..2], y[2..]]);
                z = torch.cat([z[..1], z0[1..2], z[2..]]);
            }
            (y, z) = network.Recurse(x, y, z);
            Assert.True(batch.Step());
            Compare(network.Answer(y), [.. Enumerable.Range(0, Slots).SelectMany(slot => batch.Logits(slot).ToArray())]);
            Compare(network.Halt(y), [.. Enumerable.Range(0, Slots).Select(batch.Halt)]);
        }
    }

    [Theory]
    [MemberData(nameof(ExportedNetworks.Names), MemberType = typeof(ExportedNetworks))]
    public void An_int8_graph_stays_near_its_network(string name)
    {
        var configuration = ExportedNetworks.Named(name);
        using var network = Network.Create(configuration, seed: 5);
        var (fp32, int8) = (ModelExport.ToOnnx(network, ExportPrecision.Fp32), ModelExport.ToOnnx(network, ExportPrecision.Int8));
        using var model = StepModel.Load(name, fp32);
        using var small = StepModel.Load(name, int8);
        var (height, width) = configuration.Shape.Height > 0 ? (configuration.Shape.Height, configuration.Shape.Width) : (7, 5);
        using var batch = model.Open(1, height, width);
        using var smallBatch = small.Open(1, height, width);
        using var scope = torch.NewDisposeScope();
        Ask(network, batch, 0, 1);
        Ask(network, smallBatch, 0, 1);
        Assert.True(batch.Step() && smallBatch.Step());
        var difference = batch.Logits(0).ToArray().Zip(smallBatch.Logits(0).ToArray(), (wanted, got) => Math.Abs(wanted - got)).Average();
        Assert.InRange(difference, double.Epsilon, configuration.Mixer switch { Mixer.Mlp => 0.6, Mixer.Units => 0.02, _ => 0.15 });
        // A convolution keeps its weights in both precisions: its last cycle runs in fp32.
        Assert.True(configuration.Mixer == Mixer.Convolution || int8.Length < fp32.Length);
    }

    [Fact]
    public void Equal_networks_give_equal_bytes()
    {
        var configuration = ExportedNetworks.Named("convolution");
        using var one = Network.Create(configuration, seed: 5);
        using var other = Network.Create(configuration, seed: 5);
        Assert.Equal(ModelExport.ToOnnx(one, ExportPrecision.Int8), ModelExport.ToOnnx(other, ExportPrecision.Int8));
    }

    /// <summary>Writes one random question into a slot and gives torch the same, embedded.</summary>
    private static torch.Tensor Ask(Network network, StepBatch batch, int slot, int seed)
    {
        var shape = network.Configuration.Shape;
        var random = new Random(seed);
        if (shape.Input == InputKind.Tokens)
        {
            var tokens = batch.Tokens(slot);
            for (var i = 0; i < tokens.Length; i++)
                tokens[i] = random.Next(shape.Vocabulary);
            return network.Embed(torch.tensor(tokens.ToArray(), [1, batch.Height, batch.Width]));
        }
        var planes = batch.Planes(slot);
        for (var i = 0; i < planes.Length; i++)
            planes[i] = random.NextSingle();
        return network.Embed(torch.tensor(planes.ToArray(), [1, shape.Channels, batch.Height, batch.Width]));
    }

    private static float[] Numbers(torch.Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static void Compare(torch.Tensor wanted, float[] got)
    {
        var values = Numbers(wanted);
        Assert.Equal(values.Length, got.Length);
        Assert.All(values.Zip(got), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }
}
