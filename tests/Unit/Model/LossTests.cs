using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Model.Internal;
using Trm.Grid.Puzzles.Sudoku;
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

    [Fact]
    public void Smoothing_spreads_a_share_of_the_target_over_all_classes_and_spares_cells_that_are_not_scored()
    {
        using var scope = NewDisposeScope();
        var smoothed = CellLosses.Of(CellLoss.Softmax, tensor(logits, [1, 1, 4]), Allowed(0b0100).view(1, 1, 4), 0.2).ToSingle();
        var probabilities = tensor(logits).log_softmax(-1);
        Assert.Equal(-(0.8 * probabilities[2].ToSingle() + 0.2 * probabilities.mean().ToSingle()), smoothed, 5);
        Assert.Equal(0, CellLosses.Of(CellLoss.Softmax, tensor(logits, [1, 1, 4]), Allowed(0b1111).view(1, 1, 4), 0.2).ToSingle(), 6);
    }

    [Fact]
    public void Cardinality_loss_is_nothing_on_a_solved_grid_and_counts_what_a_unit_has_too_often()
    {
        using var scope = NewDisposeScope();
        using var cardinality = new Cardinality(SudokuTask.Shape(2), CPU);
        long[] solved = [1, 2, 3, 4, 3, 4, 1, 2, 2, 1, 4, 3, 4, 3, 2, 1];
        Assert.Equal(0, cardinality.Of(OneHot(solved)).ToSingle());
        solved[0] = 2; // the row, the column and the box lack a 1 and have two 2s: six of 12 units x 4 digits are off by one
        Assert.Equal(6f / 48, cardinality.Of(OneHot(solved)).ToSingle(), 6);
        Assert.Throws<ArgumentException>(() => new Cardinality(SudokuTask.Shape(2) with { Task = "maze" }, CPU));

        static Tensor OneHot(long[] digits) => nn.functional.one_hot(tensor(digits, [1, 16]) + 1, 6).to(float32);
    }

    [Fact]
    public void Training_adds_the_weighted_cardinality_loss()
    {
        var recipe = new Recipe { Batch = 16, Steps = 30, CardinalityWeight = 0.3, Precision = Precision.Fp32, Threads = 1 };
        using var session = TrainingSession.Start(Presets.Find("sudoku4")!.Configuration, recipe, SudokuExamples.Generated(2, 100, 1), 1);
        var report = session.Step();
        Assert.InRange(report.Loss - report.CellLoss - 0.5 * report.HaltLoss, 0.01, 1);
    }

    private static double Expected(double[] mass, int set) => -Math.Log(mass.Where((_, k) => (set >> k & 1) == 1).Sum() / mass.Sum());

    private static float Loss(CellLoss loss, int set) => CellLosses.Of(loss, tensor(logits, [1, 1, 4]), Allowed(set).view(1, 1, 4)).ToSingle();

    private static Tensor Allowed(int set) => tensor(Enumerable.Range(0, 4).Select(k => (set >> k & 1) == 1).ToArray());
}
