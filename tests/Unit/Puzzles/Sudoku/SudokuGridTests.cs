using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Puzzles.Sudoku;

public sealed class SudokuGridTests
{
    [Fact]
    public void Grid_reads_back_from_its_own_text()
    {
        Assert.Equal(SudokuData.Question, SudokuGrid.Parse(SudokuData.Question.ToString()));
        Assert.Equal(SudokuData.Question, SudokuGrid.Parse(SudokuData.Question.ToString().Replace('.', '0')));
        Assert.Equal(30, SudokuData.Question.Givens);
        Assert.Equal(7, SudokuData.Question[0, 4]);
        Assert.True(SudokuData.Answer.IsFull);
        Assert.Equal(2, SudokuGrid.Parse("12..34........12").With(15, 0).Box);
    }

    [Theory]
    [InlineData("", "got 0")]
    [InlineData("53..7", "got 5")]
    [InlineData("1234341221434x21", "position 14 (row 4, column 2), got 'x'")]
    [InlineData("1234341221435321", "position 13 (row 4, column 1), got '5'")]
    [InlineData("12343412\n1434321", "position 9 (row 3, column 1), got U+000A")]
    public void Broken_text_throws_and_says_where(string text, string where)
    {
        Assert.Contains(where, Assert.Throws<FormatException>(() => SudokuGrid.Parse(text)).Message, StringComparison.Ordinal);
        Assert.False(SudokuGrid.TryParse(text, out _, out var fault));
        Assert.Contains(where, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_cells_throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SudokuGrid(4, new byte[256]));
        Assert.Throws<ArgumentException>(() => new SudokuGrid(2, new byte[81]));
        Assert.Throws<ArgumentException>(() => SudokuGrid.Parse(new string('.', 16)).With(3, 5));
    }

    [Fact]
    public void Rules_name_every_doubled_digit_and_its_places()
    {
        Assert.Empty(SudokuRules.Conflicts(SudokuData.Question));
        var words = SudokuRules.Conflicts(SudokuData.Question.With(2, 5)).Select(c => c.ToString());
        Assert.Equal(["row 1 holds 5 twice, at row 1 column 1 and at row 1 column 3", "box 1 holds 5 twice, at row 1 column 1 and at row 1 column 3"], words);
        Assert.Contains("column 1 holds 5", SudokuRules.Conflicts(SudokuData.Question.With(18, 5))[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Solved_means_full_and_without_conflict()
    {
        Assert.True(SudokuRules.IsSolved(SudokuData.Answer));
        Assert.True(SudokuRules.Answers(SudokuData.Question, SudokuData.Answer));
        Assert.False(SudokuRules.IsSolved(SudokuData.Question));
        for (var cell = 0; cell < 81; cell++)
        {
            Assert.False(SudokuRules.IsSolved(SudokuData.Answer.With(cell, 0)));
            Assert.False(SudokuRules.IsSolved(SudokuData.Answer.With(cell, (byte)(SudokuData.Answer.Cells[cell] % 9 + 1))));
        }
        Assert.False(SudokuRules.Answers(SudokuGenerator.Minimal(3, 1).Question, SudokuData.Answer));
        Assert.False(SudokuRules.Answers(SudokuGenerator.Minimal(2, 1).Question, SudokuData.Answer));
    }
}
