using Trm.Grid.Model;
using Trm.Grid.Puzzles.Sudoku;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public class UnitsMixerTests
{
    [Theory]
    [InlineData(2, Norm.Rms)]
    [InlineData(3, Norm.Layer)]
    public void Answers_under_any_symmetry_are_the_answers_under_that_symmetry(int box, Norm norm)
    {
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        var configuration = ReferenceShapes.Tiny(Mixer.Units) with { Shape = SudokuTask.Shape(box), Norm = norm };
        using var network = Network.Create(configuration, 3, Precision.Fp64);
        for (var seed = 0; seed < 5; seed++)
        {
            var puzzle = SudokuGenerator.Minimal(box, seed).Question;
            var symmetry = SudokuSymmetry.Random(box, seed + 100);
            var turned = symmetry.Apply(puzzle);
            Assert.NotEqual(puzzle.ToString(), turned.ToString());
            Assert.Equal(symmetry.Apply(Solve(network, puzzle)).ToString(), Solve(network, turned).ToString());
        }
    }

    [Fact]
    public void Parameters_do_not_grow_with_the_grid() =>
        Assert.Equal(Count(box: 2), Count(box: 3));

    [Fact]
    public void Other_tasks_are_refused()
    {
        var shape = SudokuTask.Shape(3) with { Width = 8 };
        var fault = Assert.Throws<ArgumentException>(() => (ReferenceShapes.Tiny(Mixer.Units) with { Shape = shape, Prefix = 2 }).Check());
        Assert.Contains("the units mixer is for Sudoku of 4x4 or 9x9 cells", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no place for prefix tokens", fault.Message, StringComparison.Ordinal);
    }

    private static long Count(int box) => (ReferenceShapes.Tiny(Mixer.Units) with { Shape = SudokuTask.Shape(box) }).ParameterCount;

    /// <summary>What an untrained network decodes after three steps: nonsense, but the same nonsense.</summary>
    private static SudokuGrid Solve(Network network, SudokuGrid puzzle)
    {
        var x = network.Embed(tensor(Array.ConvertAll(puzzle.Cells.ToArray(), cell => cell + 1L), [1, puzzle.Cells.Length]));
        var (y, z) = network.Start(x);
        for (var step = 0; step < 3; step++)
            (y, z) = network.Recurse(x, y, z);
        var classes = network.Answer(y).argmax(-1).data<long>().ToArray();
        return new(puzzle.Box, Array.ConvertAll(classes, digit => (byte)(digit - 1)));
    }
}
