using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Sudoku;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

/// <summary>Every switch of a network changes what it says, and nothing that it does not say.</summary>
public class SwitchTests
{
    private static readonly ModelConfiguration Attention = ReferenceShapes.Tiny(Mixer.Attention) with { Prefix = 0, Registers = 0, Halt = HaltReading.Mean };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Queries_of_any_size_say_the_same_once_they_are_normed(bool normed)
    {
        using var scope = NewDisposeScope();
        var configuration = Attention with { QkNorm = normed };
        using var network = Network.Create(configuration, 3, Precision.Fp64);
        var before = Logits(network);
        using (no_grad()) network["blocks.0.mixer.qkv.weight"].narrow(0, 0, 8).mul_(7);
        Assert.Equal(normed, Logits(network).allclose(before, 1e-3, 1e-3));
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void Attention_knows_places_only_by_rotation_or_by_tables(bool rotary, bool tables, bool blind)
    {
        using var scope = NewDisposeScope();
        using var network = Network.Create(Attention with { Rotary = rotary, UnitTables = tables }, 3, Precision.Fp64);
        var question = NetworkTests.Question(Attention, 1);
        Assert.Equal(blind, Logits(network, question.flip(1)).allclose(Logits(network, question).flip(1), 1e-6, 1e-6));
    }

    [Fact]
    public void Tables_add_each_cells_row_column_and_box()
    {
        using var scope = NewDisposeScope();
        using var network = Network.Create(Attention with { Shape = SudokuTask.Shape(2), UnitTables = true }, 3);
        var expected = network["row.weight"][2] + network["column.weight"][1] + network["box.weight"][2]; // the cell in row 2, column 1 lies in the box below the first
        Assert.True((expected * Math.Sqrt(8)).allclose(network.Positions()[2 * 4 + 1]));
        using var oblong = Network.Create(Attention with { UnitTables = true }, 3);
        Assert.DoesNotContain(oblong.Parameters, parameter => parameter.Name == "box.weight");
    }

    [Theory]
    [InlineData(Gating.Normed, true)]
    [InlineData(Gating.Silu, false)]
    public void Normed_gate_forgets_the_products_size(Gating gate, bool same)
    {
        using var scope = NewDisposeScope();
        using var network = Network.Create(Attention with { Gate = gate }, 3, Precision.Fp64);
        var before = Logits(network);
        using (no_grad()) network["blocks.1.mlp.gate_up.weight"].narrow(0, 12, 12).mul_(50);
        Assert.Equal(same, Logits(network).allclose(before, 1e-2, 1e-2));
    }

    [Fact]
    public void Second_network_moves_y_alone()
    {
        using var scope = NewDisposeScope();
        var configuration = Attention with { TwoNetworks = true, Cycles = 1 };
        using var network = Network.Create(configuration, 3);
        var (y, z) = State(network);
        using (no_grad()) network["blocks.3.mlp.down.weight"].mul_(3);
        var (otherY, otherZ) = State(network);
        Assert.True(otherZ.allclose(z, 0, 0));
        Assert.False(otherY.allclose(y));
        using var one = Network.Create(configuration with { TwoNetworks = false, Layers = 4 }, 3);
        Assert.Equal(one.ParameterCount, network.ParameterCount);
    }

    [Theory]
    [InlineData(Mixer.Attention)]
    [InlineData(Mixer.Mlp)]
    [InlineData(Mixer.Convolution)]
    [InlineData(Mixer.Units)]
    public void T_cycles_are_one_cycle_T_times(Mixer mixer)
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(mixer);
        using var three = Network.Create(configuration with { Cycles = 3 }, 3);
        using var one = Network.Create(configuration with { Cycles = 1 }, 3);
        Assert.Equal(three.ParameterCount, one.ParameterCount);
        var x = one.Embed(NetworkTests.Question(configuration, 2));
        var (y, z) = one.Start(x);
        var (expectedY, expectedZ) = three.Recurse(x, y, z);
        for (var cycle = 1; cycle <= 3; cycle++)
        {
            (y, z) = one.Recurse(x, y, z);
            Assert.Equal(cycle == 3, y.allclose(expectedY, 0, 0) && z.allclose(expectedZ, 0, 0));
        }
    }

    [Theory]
    [InlineData(Mixer.Attention)]
    [InlineData(Mixer.Mlp)]
    [InlineData(Mixer.Convolution)]
    [InlineData(Mixer.Units)]
    public void N_updates_of_z_are_one_update_n_times_with_the_y_of_the_beginning(Mixer mixer)
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(mixer) with { Cycles = 1 };
        using var three = Network.Create(configuration with { LatentSteps = 3 }, 3);
        using var one = Network.Create(configuration with { LatentSteps = 1 }, 3);
        Assert.Equal(three.ParameterCount, one.ParameterCount);
        var x = one.Embed(NetworkTests.Question(configuration, 2));
        var (y, z) = one.Start(x);
        var (expectedY, expectedZ) = three.Recurse(x, y, z);
        var answer = y;
        for (var update = 1; update <= 3; update++)
        {
            (answer, z) = one.Recurse(x, y, z);
            Assert.Equal(update == 3, z.allclose(expectedZ, 0, 0));
        }
        Assert.True(answer.allclose(expectedY, 0, 0));
    }

    [Theory]
    [InlineData(Mixer.Attention)]
    [InlineData(Mixer.Convolution)]
    public void A_layer_more_is_a_block_more_which_silenced_leaves_the_others_answer(Mixer mixer)
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(mixer);
        using var two = Network.Create(configuration, 3, Precision.Fp64);
        using var three = Network.Create(configuration with { Layers = 3 }, 3, Precision.Fp64);
        var block = two.Parameters.Where(parameter => parameter.Name.StartsWith("blocks.0.", StringComparison.Ordinal)).Sum(parameter => parameter.Value.numel());
        Assert.Equal(block, three.ParameterCount - two.ParameterCount);
        using (no_grad())
        {
            foreach (var (name, value) in two.Parameters) three[name].copy_(value);
            three.Y0.copy_(two.Y0);
            three.Z0.copy_(two.Z0);
        }
        Assert.False(Logits(three).allclose(Logits(two), 1e-3, 1e-3));
        // A block that adds nothing only norms what has just been normed.
        using (no_grad())
            foreach (var (name, value) in three.Parameters)
                if (name is "blocks.2.mlp.down.weight" or "blocks.2.mixer.out.weight" or "blocks.2.mixer.weight") value.zero_();
        Assert.True(Logits(three).allclose(Logits(two), 1e-3, 1e-3));
    }

    [Fact]
    public void Width_is_the_length_of_a_positions_vector()
    {
        using var scope = NewDisposeScope();
        foreach (var width in new[] { 8L, 12 })
        {
            var configuration = Attention with { Hidden = (int)width };
            using var network = Network.Create(configuration, 3);
            Assert.Equal(width, State(network).Y.shape[^1]);
            // Embedding and answer head; qkv, out, gate, up and down of two blocks; the halt head.
            Assert.Equal((5 + 4) * width + 2 * (4 * width * width + 3 * width * 12) + 2 * width + 2, network.ParameterCount);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void Without_a_moving_average_the_weights_themselves_are_what_is_exported(double ema)
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        var recipe = new Recipe { Batch = 4, Steps = 30, LearningRate = 3e-3, Precision = Precision.Fp32, Threads = 1, Ema = ema };
        using var session = TrainingSession.Start(configuration, recipe, new NeighbourExamples(configuration.Shape, 1), 9);
        for (var step = 0; step < 20; step++) session.Step();
        Assert.Equal(ema == 0, session.Averaged.Flat.equal(session.Network.Flat).all().ToBoolean());
        Assert.Equal("fp32 on 1 core", session.Place);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(2, 2)]
    public void What_trains_with_fewer_cycles_is_asked_with_the_configurations(int trainingCycles, int learnedWith)
    {
        using var folder = new TemporaryFolder();
        var (four, learned) = (ReferenceShapes.Tiny(Mixer.Mlp) with { Cycles = 4 }, ReferenceShapes.Tiny(Mixer.Mlp) with { Cycles = learnedWith });
        var recipe = new Recipe { Batch = 4, Steps = 8, LearningRate = 3e-3, Precision = Precision.Fp32, Threads = 1 };
        using var expected = TrainingSession.Start(learned, recipe, Examples(), 9);
        while (!expected.Finished) expected.Step();
        using (var first = TrainingSession.Start(four, recipe with { TrainingCycles = trainingCycles }, Examples(), 9))
        {
            for (var step = 0; step < 3; step++) first.Step();
            first.Save(folder.File("run.safetensors"));
        }
        using var session = TrainingSession.Resume(folder.File("run.safetensors"), Examples(), four);
        while (!session.Finished) session.Step();
        Assert.Equal(expected.WeightsDigest(), session.WeightsDigest());
        Assert.Equal((four, learned), (session.Averaged.Configuration, session.Network.Configuration));
        WeightsFile.Write(session.Averaged, folder.File("weights.safetensors"));
        WeightsFile.Load(expected.Network, folder.File("weights.safetensors"));

        NeighbourExamples Examples() => new(four.Shape, 1);
    }

    [Fact]
    public void Cost_of_a_step_of_units_is_that_of_its_products()
    {
        // 16 cells and 4 digits, d 8: to 12 units and back; gate and up of 8 lines', 4 boxes' and 16 cells' digits; a SwiGLU of 12 at 64 positions.
        const int Exchange = 2 * (12 * 16 * 4 * 8), Speech = 2 * 8 * 8 * (8 * 4 + 4 * 4 + 16), Mlp = 3 * 8 * 12 * 64;
        const double Cycle = 2.0 * 2 * (Exchange + Speech + Mlp) * 3; // a multiplication and an addition, 2 layers, n + 1 updates
        var configuration = ReferenceShapes.Tiny(Mixer.Units);
        Assert.Equal(2 * Cycle, StepCost.Forward(configuration, 16));
        Assert.Equal(4 * Cycle, StepCost.WithGradient(configuration, 16));
        Assert.Equal(2 * Cycle + 2 * (Cycle * 2 / 3), StepCost.WithGradient(configuration, 16, GradientPath.OneStep), 1e-6);
        Assert.Equal(6 * Cycle, StepCost.WithGradient(configuration with { Halting = Halting.QLearning }, 16));
    }

    [Fact]
    public void Twin_has_weights_of_its_own_that_are_the_same_at_first()
    {
        using var network = Network.Create(Attention, 3);
        using var twin = network.Twin(device: CPU);
        Assert.True(twin.Flat.equal(network.Flat).all().ToBoolean() && twin.Y0.equal(network.Y0).all().ToBoolean());
        using (no_grad()) network.Flat.add_(1);
        Assert.False(twin.Flat.equal(network.Flat).any().ToBoolean());
    }

    [Theory]
    [InlineData(Mixer.Attention)]
    [InlineData(Mixer.Convolution)]
    public void Fed_back_grid_enters_through_its_table(Mixer mixer)
    {
        using var scope = NewDisposeScope();
        var configuration = ReferenceShapes.Tiny(mixer);
        using var network = Network.Create(configuration with { Feedback = true }, 3);
        var x = network.Embed(NetworkTests.Question(configuration, 2));
        var (y, z) = network.Start(x);
        var (own, _) = network.Recurse(x, y, z);
        var decoded = network.Answer(y).argmax(-1);
        var (same, _) = network.Recurse(x, y, z, scrambled: decoded);
        var (other, _) = network.Recurse(x, y, z, scrambled: (decoded + 1).remainder(4));
        Assert.True(same.allclose(own, 0, 0));
        Assert.False(other.allclose(own));
        using (no_grad()) network["feedback.weight"].zero_();
        (own, _) = network.Recurse(x, y, z);
        (other, _) = network.Recurse(x, y, z, scrambled: (decoded + 1).remainder(4));
        Assert.True(other.allclose(own, 0, 0));
    }

    [Fact]
    public void Q_learning_halts_by_what_halting_is_worth_above_going_on()
    {
        using var scope = NewDisposeScope();
        using var network = Network.Create(Attention with { Halting = Halting.QLearning }, 3);
        using (no_grad()) network["halt.bias"].copy_(tensor(new[] { 1.5f, 4f }));
        Assert.All(network.Halt(State(network).Y).data<float>(), halt => Assert.Equal(-2.5f, halt, 1e-5f));
    }

    private static (Tensor Y, Tensor Z) State(Network network)
    {
        var x = network.Embed(NetworkTests.Question(network.Configuration, 2));
        var (y, z) = network.Start(x);
        return network.Recurse(x, y, z);
    }

    private static Tensor Logits(Network network, Tensor? question = null)
    {
        var x = network.Embed(question ?? NetworkTests.Question(network.Configuration, 2));
        var (y, z) = network.Start(x);
        return network.Answer(network.Recurse(x, y, z).Y).detach();
    }
}
