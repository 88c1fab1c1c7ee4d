using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Packages;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public class WeightsFileTests
{
    private static readonly ModelConfiguration Attention = ReferenceShapes.Tiny(Mixer.Attention) with { Registers = 0, Puzzles = 1 };

    [Fact]
    public void Weights_come_back_bit_for_bit_also_with_other_cycles_and_steps()
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Create(Attention, 3);
        network.Puzzles!.fill_(0.5);
        WeightsFile.Write(network, folder.File("weights"));
        using var other = Network.Create(Attention with { Cycles = 5, LatentSteps = 4, MaxSteps = 9 }, 4);
        WeightsFile.Load(other, folder.File("weights"));
        Assert.True(other.Flat.allclose(network.Flat, 0, 0) && other.Y0.allclose(network.Y0, 0, 0) && other.Z0.allclose(network.Z0, 0, 0) && other.Puzzles!.allclose(network.Puzzles, 0, 0));
    }

    [Theory]
    [InlineData(Mixer.Attention, false)]
    [InlineData(Mixer.Mlp, false)]
    [InlineData(Mixer.Attention, true)]
    public void State_dictionary_of_the_reference_maps_name_by_name(Mixer mixer, bool hrm)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var configuration = Attention with { Mixer = mixer, TwoNetworks = hrm };
        using var network = Network.Create(configuration, 3);
        network.Puzzles!.fill_(0.25);
        var writer = new SafetensorsWriter();
        foreach (var (ours, theirs) in Names(mixer, hrm))
            Put(theirs, ours switch { "y0" => network.Y0, "z0" => network.Z0, "puzzle.weight" => network.Puzzles, _ => network[ours] });
        Put("puzzle_emb.local_weights", zeros(6, 8)); // its optimiser's scratch
        writer.Save(folder.File("theirs"));

        using var loaded = Network.Create(configuration, 4);
        WeightsFile.Load(loaded, folder.File("theirs"));
        Assert.True(loaded.Flat.allclose(network.Flat, 0, 0) && loaded.Puzzles!.allclose(network.Puzzles, 0, 0));
        Assert.True(loaded.Y0.allclose(network.Y0, 0.01, 0.01) && loaded.Z0.allclose(network.Z0, 0.01, 0.01)); // bf16 there
        using var longer = Network.Create(configuration with { Layers = 3 }, 4);
        Assert.Contains("blocks.2.mlp.down.weight is missing", Assert.Throws<ArgumentException>(() => WeightsFile.Load(longer, folder.File("theirs"))).Message, StringComparison.Ordinal);

        void Put(string name, Tensor value)
        {
            var bf16 = name is "H_init" or "L_init";
            var stored = value.detach().to(bf16 ? bfloat16 : float32).contiguous();
            writer.Add("_orig_mod.model.inner." + name, bf16 ? TensorType.BF16 : TensorType.F32, stored.shape, stored.bytes);
        }
    }

    [Fact]
    public void Weights_of_another_network_are_refused_with_all_that_does_not_fit()
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Create(Attention, 3);
        WeightsFile.Write(network, folder.File("weights"));
        foreach (var other in new[] { Attention with { Hidden = 16 }, Attention with { QkNorm = true }, Attention with { Mixer = Mixer.Mlp }, Attention with { TwoNetworks = true } })
        {
            using var wrong = Network.Create(other, 3);
            Assert.Throws<ArgumentException>(() => WeightsFile.Load(wrong, folder.File("weights")));
        }
        using var wider = Network.Create(Attention with { Hidden = 16, QkNorm = true }, 3);
        var words = Assert.Throws<ArgumentException>(() => WeightsFile.Load(wider, folder.File("weights"))).Message;
        Assert.Contains($"it is of another network: hidden {Attention.Hidden}, here 16, qk_norm false, here true; load them", words, StringComparison.Ordinal);
        using var longer = Network.Create(Attention with { Layers = 3 }, 3);
        Assert.Contains("layers 2, here 3", Assert.Throws<ArgumentException>(() => WeightsFile.Load(longer, folder.File("weights"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_starts_from_given_weights_and_resumes_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        using var parent = Network.Create(Attention, 3);
        WeightsFile.Write(parent, folder.File("weights"));
        var recipe = new Recipe { Batch = 4, Steps = 6, LearningRate = 1e-3, Precision = Precision.Fp32, Threads = 1 };
        using var session = TrainingSession.Start(Attention, recipe, new NeighbourExamples(Attention.Shape, 1), 9, weights: folder.File("weights"));
        Assert.True(session.Averaged.Flat.allclose(parent.Flat, 0, 0));
        session.Step();
        session.Save(folder.File("run"));
        while (!session.Finished) session.Step();
        using var resumed = TrainingSession.Resume(folder.File("run"), new NeighbourExamples(Attention.Shape, 1));
        while (!resumed.Finished) resumed.Step();
        Assert.Equal(session.WeightsDigest(), resumed.WeightsDigest());
    }

    /// <summary>Written out by hand: what the loader must know, not what it says.</summary>
    private static IEnumerable<(string Ours, string Theirs)> Names(Mixer mixer, bool hrm)
    {
        yield return ("embedding.weight", "embed_tokens.embedding_weight");
        yield return ("puzzle.weight", "puzzle_emb.weights");
        yield return ("answer.weight", "lm_head.weight");
        yield return ("halt.weight", "q_head.weight");
        yield return ("halt.bias", "q_head.bias");
        yield return ("y0", "H_init");
        yield return ("z0", "L_init");
        foreach (var (level, first) in hrm ? [("L_level", 0), ("H_level", 2)] : new[] { ("L_level", 0) })
            for (var layer = 0; layer < 2; layer++)
            {
                var (ours, theirs) = ($"blocks.{first + layer}", $"{level}.layers.{layer}");
                yield return (ours + (mixer == Mixer.Mlp ? ".mixer.gate_up.weight" : ".mixer.qkv.weight"), theirs + (mixer == Mixer.Mlp ? ".mlp_t.gate_up_proj.weight" : ".self_attn.qkv_proj.weight"));
                yield return (ours + (mixer == Mixer.Mlp ? ".mixer.down.weight" : ".mixer.out.weight"), theirs + (mixer == Mixer.Mlp ? ".mlp_t.down_proj.weight" : ".self_attn.o_proj.weight"));
                yield return (ours + ".mlp.gate_up.weight", theirs + ".mlp.gate_up_proj.weight");
                yield return (ours + ".mlp.down.weight", theirs + ".mlp.down_proj.weight");
            }
    }
}
