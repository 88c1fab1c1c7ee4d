using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Puzzles.Sudoku;

public sealed class SudokuFileTests
{
    [Fact]
    public void A_list_has_a_puzzle_a_line_in_whatever_field_and_the_solver_answers_it()
    {
        var question = SudokuData.Question.ToString();
        var rows = Read(true, "# a comment", $"12ab {question.Replace('.', '0')}  1.2", "", question, new string('.', 81), "12345");
        Assert.Equal([2, 4, 5, 6], rows.Select(row => row.Line));
        Assert.All(rows[..2], row => Assert.Equal((SudokuData.Question, SudokuData.Answer), (row.Puzzle!.Question, row.Puzzle.Answer)));
        Assert.All(rows[2..], row => Assert.True(row.Puzzle is null && row.Fault.Length > 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_header_makes_it_a_file_with_answers_which_are_proven_where_asked_for(bool prove)
    {
        // The answer keeps the givens and the rules, but a grid without any has others too.
        var rows = Read(prove, "question,answer", $"{SudokuData.Question},{SudokuData.Answer}", $"{new string('.', 81)},{SudokuData.Answer}");
        Assert.Equal([true, !prove], rows.Select(row => row.Puzzle is not null));
    }

    [Fact]
    public void Real_lists_are_read_and_puzzles_with_several_solutions_refused()
    {
        var easy = SudokuFile.Read(SudokuData.File("nullsudoku-easy.txt"), prove: true).Take(50).ToList();
        Assert.All(easy, row => Assert.NotNull(row.Puzzle));
        var several = SudokuFile.Read(SudokuData.File("many-solutions_1000.txt"), prove: true).Take(20).ToList();
        Assert.All(several, row => Assert.Null(row.Puzzle));
    }

    private static List<Trm.Grid.Puzzles.PuzzleRow<SudokuPuzzle>> Read(bool prove, params string[] lines)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, lines);
            return [.. SudokuFile.Read(path, prove)];
        }
        finally
        {
            File.Delete(path);
        }
    }
}
