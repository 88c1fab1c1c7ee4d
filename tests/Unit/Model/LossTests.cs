using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Model.Internal;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public class LossTests
{
    private static readonly float[] logits = [0.5f, -1.0f, 2.0f, 0.0f];

    [Theory]
    [InlineData(0b0001)]
    [InlineData(0b0100)]
    [InlineData(0b0110)]
    [InlineData(0b1011)]
    public void Softmax_loss_is_minus_log_of_the_mass_on_the_set(int set)
    {
        using var scope = NewDisposeScope();
        var mass = logits.Select(v => Math.Exp(v)).ToArray();
        Assert.Equal(Expected(mass, set), Loss(CellLoss.Softmax, set), 5);
    }

    [Theory]
    [InlineData(0b0001)]
    [InlineData(0b0010)]
    [InlineData(0b1110)]
    public void Stablemax_loss_weighs_v_plus_one_above_zero_and_its_mirrored_inverse_below(int set)
    {
        using var scope = NewDisposeScope();
        var mass = logits.Select(v => v >= 0 ? v + 1.0 : 1 / (1.0 - v)).ToArray();
        Assert.Equal(Expected(mass, set), Loss(CellLoss.Stablemax, set), 5);
    }

    [Theory]
    [InlineData(CellLoss.Softmax)]
    [InlineData(CellLoss.Stablemax)]
    public void A_set_of_one_gives_ordinary_cross_entropy_and_a_full_set_gives_exactly_nothing(CellLoss loss)
    {
        using var scope = NewDisposeScope();
        if (loss == CellLoss.Softmax)
            Assert.Equal(nn.functional.cross_entropy(tensor(logits, [1, 4]), tensor(new long[] { 2 })).ToSingle(), Loss(loss, 0b0100), 5);
        Assert.Equal(0, Loss(loss, 0b1111), 6);
    }

    [Fact]
    public void A_cell_is_right_when_its_likeliest_class_is_in_the_set()
    {
        using var scope = NewDisposeScope();
        var cells = tensor(logits, [1, 1, 4]).expand(1, 3, 4);
        var allowed = stack([Allowed(0b0100), Allowed(0b0101), Allowed(0b1011)]).view(1, 3, 4);
        Assert.Equal([true, true, false], CellLosses.Right(cells, allowed).data<bool>().ToArray());
    }

    private static double Expected(double[] mass, int set) => -Math.Log(mass.Where((_, k) => (set >> k & 1) == 1).Sum() / mass.Sum());

    private static float Loss(CellLoss loss, int set) => CellLosses.Of(loss, tensor(logits, [1, 1, 4]), Allowed(set).view(1, 1, 4)).ToSingle();

    private static Tensor Allowed(int set) => tensor(Enumerable.Range(0, 4).Select(k => (set >> k & 1) == 1).ToArray());
}
