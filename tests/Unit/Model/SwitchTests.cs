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
