using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime;
using Trm.Grid.Tests.Unit.Model;

namespace Trm.Grid.Tests.Unit.Export;

/// <summary>Graphs opened to look at their latents.</summary>
public class LatentReading
{
    /// <summary>
    /// Torch's latents, one at a time: the same weights with fewer cycles and fewer updates stop there. Logits agree within 2e-3. Where the decoded
    /// grid is fed back, a step of fewer cycles would feed another one: there the first cycle is compared.
    /// </summary>
    [Theory]
    [MemberData(nameof(ExportedNetworks.Names), MemberType = typeof(ExportedNetworks))]
    public void An_opened_graph_reads_every_latent_as_torch_does_and_answers_the_same(string name)
    {
        var configuration = ExportedNetworks.Named(name);
        using var scope = torch.NewDisposeScope();
        using var grad = torch.no_grad();
        using var folder = new TemporaryFolder();
        using var network = Network.Create(configuration, seed: 5);
        File.WriteAllBytes(folder.File("step.onnx"), ModelExport.ToOnnx(network, ExportPrecision.Fp32));
        using var opened = StepModel.LoadOpened(folder.File("step.onnx"), new() { Threads = 1 });
        using var closed = StepModel.Load(folder.File("step.onnx"), new() { Threads = 1 });
        var (cycles, updates) = (configuration.Cycles, configuration.LatentSteps);
        Assert.Equal((cycles * (updates + 1), cycles, 0), (opened.TracedLatents, opened.Metadata.Cycles, closed.TracedLatents));

        var (height, width) = configuration.Shape.Height > 0 ? (configuration.Shape.Height, configuration.Shape.Width) : (7, 5);
        using var batch = opened.Open(1, height, width);
        using var plain = closed.Open(1, height, width);
        var x = network.Embed(Ask(configuration.Shape, batch, plain));
        Assert.True(batch.Step() && plain.Step());
        Assert.Equal(plain.Logits(0).ToArray(), batch.Logits(0).ToArray());
        Assert.Equal(batch.Logits(0).ToArray(), batch.Trace(0)[^batch.Logits(0).Length..].ToArray());
        for (var cycle = 1; cycle <= (configuration.Feedback ? 1 : cycles); cycle++)
            for (var update = 1; update <= updates; update++)
            {
                var (y, z) = network.Start(x);
                if (cycle > 1)
                    (y, z) = Like(network, cycle - 1, updates).Recurse(x, y, z);
                var (afterY, afterZ) = Like(network, 1, update).Recurse(x, y, z);
                Compare(network.Answer(afterZ), Frame(cycle, update));
                if (update == updates)
                    Compare(network.Answer(afterY), Frame(cycle, updates + 1));
            }

        float[] Frame(int cycle, int number) => batch.Trace(0).Slice((((cycle - 1) * (updates + 1)) + number - 1) * batch.Logits(0).Length, batch.Logits(0).Length).ToArray();
    }

    /// <summary>The same weights, applied less often.</summary>
    private static Network Like(Network network, int cycles, int updates)
    {
        var fewer = Network.Create(network.Configuration with { Cycles = cycles, LatentSteps = updates }, seed: 5);
        fewer.Flat.copy_(network.Flat);
        return fewer;
    }

    private static torch.Tensor Ask(TaskShape shape, StepBatch batch, StepBatch plain)
    {
        var random = new Random(3);
        if (shape.Input == InputKind.Tokens)
        {
            foreach (ref var token in batch.Tokens(0))
                token = random.Next(shape.Vocabulary);
            batch.Tokens(0).CopyTo(plain.Tokens(0));
            return torch.tensor(batch.Tokens(0).ToArray(), [1, batch.Height, batch.Width]);
        }
        foreach (ref var value in batch.Planes(0))
            value = random.NextSingle();
        batch.Planes(0).CopyTo(plain.Planes(0));
        return torch.tensor(batch.Planes(0).ToArray(), [1, shape.Channels, batch.Height, batch.Width]);
    }

    private static void Compare(torch.Tensor wanted, float[] got)
    {
        var values = wanted.contiguous().data<float>().ToArray();
        Assert.Equal(values.Length, got.Length);
        Assert.All(values.Zip(got), pair => Assert.Equal(pair.First, pair.Second, 2e-3f));
    }
}
