using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Puzzles.Sudoku;

public sealed class SudokuInvariantTests
{
    [Fact]
    public void Symmetries_keep_it_and_other_puzzles_have_another()
    {
        var seen = new HashSet<ulong>();
        for (var seed = 0; seed < 50; seed++)
        {
            var puzzle = SudokuGenerator.Minimal(3, seed).Question;
            var number = SudokuInvariant.Of(puzzle);
            Assert.True(seen.Add(number));
            for (var symmetry = 0; symmetry < 10; symmetry++)
                Assert.Equal(number, SudokuInvariant.Of(SudokuSymmetry.Random(3, (seed * 10) + symmetry).Apply(puzzle)));
            var given = puzzle.Cells.IndexOfAnyExcept((byte)0);
            Assert.NotEqual(number, SudokuInvariant.Of(puzzle.With(given, 0)));
        }
    }
}
