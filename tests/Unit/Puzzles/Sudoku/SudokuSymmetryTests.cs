using FsCheck;
using FsCheck.Fluent;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Puzzles.Sudoku;

public sealed class SudokuSymmetryTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_symmetry_can_be_taken_back_and_keeps_the_rules(int box) => Check.QuickThrowOnFailure(Prop.ForAll<int, int>((which, seed) =>
    {
        var symmetry = SudokuSymmetry.Random(box, which);
        var puzzle = SudokuGenerator.Minimal(box, seed % 20);
        var (question, answer) = (symmetry.Apply(puzzle.Question), symmetry.Apply(puzzle.Answer));
        return symmetry.Inverse().Apply(question).Equals(puzzle.Question)
            && symmetry.Apply(symmetry.Inverse().Apply(question)).Equals(question)
            && SudokuRules.Answers(question, answer)
            && SudokuSolver.Solve(question) is { Standing: SudokuStanding.Proper } outcome && outcome.Solution!.Equals(answer);
    }));

    [Fact]
    public void Wrong_answers_stay_wrong() => Check.QuickThrowOnFailure(Prop.ForAll<int, byte>((which, at) =>
    {
        var cell = at % 81;
        var wrong = SudokuData.Answer.With(cell, (byte)(SudokuData.Answer.Cells[cell] % 9 + 1));
        return !SudokuRules.IsSolved(SudokuSymmetry.Random(3, which).Apply(wrong));
    }));

    [Fact]
    public void One_after_the_other_is_the_same_as_both_as_one() => Check.QuickThrowOnFailure(Prop.ForAll<int, int>((a, b) =>
    {
        var (first, second) = (SudokuSymmetry.Random(3, a), SudokuSymmetry.Random(3, b));
        return first.Then(second).Apply(SudokuData.Question).Equals(second.Apply(first.Apply(SudokuData.Question)))
            && first.Then(first.Inverse()).Apply(SudokuData.Question).Equals(SudokuData.Question);
    }));

    [Fact]
    public void Named_symmetries_do_what_they_say()
    {
        var grid = SudokuGrid.Parse("1234341221434321");
        int[] same = [0, 1, 2, 3];
        Assert.Equal("2143432112343412", SudokuSymmetry.Of(2, [1, 2, 3, 4], [2, 3, 0, 1], same, false).Apply(grid).ToString());
        Assert.Equal("1324241331424231", SudokuSymmetry.Of(2, [1, 2, 3, 4], same, same, true).Apply(grid).ToString());
        Assert.Equal("2134342112434312", SudokuSymmetry.Of(2, [2, 1, 3, 4], same, same, false).Apply(grid).ToString());
        Assert.Equal("2134431212433421", SudokuSymmetry.Of(2, [1, 2, 3, 4], same, [1, 0, 2, 3], false).Apply(grid).ToString());
        Assert.Equal(grid, SudokuSymmetry.Identity(2).Apply(grid));
    }

    [Fact]
    public void All_symmetries_are_reached()
    {
        // 4x4: 4! digits x (2! x 2! x 2!)^2 lines x 2; on an asymmetric grid each shows another face.
        var grid = new SudokuGrid(2, [1, 2, 3, 4, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
        var faces = Enumerable.Range(0, 40_000).Select(seed => SudokuSymmetry.Random(2, seed).Apply(grid).ToString()).ToHashSet();
        Assert.Equal(24 * 64 * 2, faces.Count);
    }

    [Fact]
    public void Torn_bands_and_half_permutations_are_refused()
    {
        int[] same = [0, 1, 2, 3];
        Assert.Throws<ArgumentException>(() => SudokuSymmetry.Of(2, [1, 2, 3, 4], [0, 2, 1, 3], same, false));
        Assert.Throws<ArgumentException>(() => SudokuSymmetry.Of(2, [1, 2, 3, 4], same, [0, 0, 2, 3], false));
        Assert.Throws<ArgumentException>(() => SudokuSymmetry.Of(2, [1, 2, 3], same, same, false));
        Assert.Throws<ArgumentException>(() => SudokuSymmetry.Of(2, [0, 1, 2, 3], same, same, false));
        Assert.Throws<ArgumentException>(() => SudokuSymmetry.Identity(2).Apply(SudokuData.Answer));
    }
}
