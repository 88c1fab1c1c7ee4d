using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Puzzles.Sudoku;

public sealed class SudokuCsvTests
{
    private const string Small = "1...3.........21";

    [Fact]
    public void Bad_rows_are_rejected_one_by_one_with_their_line_and_reason()
    {
        var (q, a) = (SudokuData.Question.ToString(), SudokuData.Answer.ToString());
        var rows = Read("source,question,answer,rating",
            $"here,{q},{a},3",
            $"here,{q},{a}",
            $"here,{q[..80]},{a},3",
            $"here,{q},{a[..40]}x{a[41..]},3",
            "",
            $"here,{q},{SudokuGenerator.Full(3, 1)},3",
            $"here,{q},{q},3",
            $"here,{q},{SudokuData.Answer.With(2, 5)},3",
            $"here,{q},{a},hard",
            $"here,{Small},{a},3",
            $"there,{q},{a},0");
        (int Line, string Fault)[] expected =
        [
            (2, ""),
            (3, "expected 4 fields as in the header, got 3"),
            (4, "question: reading a Sudoku: expected 81 characters"),
            (5, "answer: reading a Sudoku: expected 1 to 9, or '.' or 0 for a blank, at position 41 "),
            (7, "the answer does not keep the question's givens"),
            (8, "the answer has blanks"),
            (9, "the answer breaks the rules: row 1 holds 5 twice"),
            (10, "rating: expected a whole number, got 'hard'"),
            (11, "the answer does not keep the question's givens"),
            (12, ""),
        ];
        Assert.Equal(expected.Select(e => e.Line), rows.Select(r => r.Line));
        foreach (var (row, (_, fault)) in rows.Zip(expected))
        {
            Assert.StartsWith(fault, row.Fault, StringComparison.Ordinal);
            Assert.Equal(fault.Length == 0, row.Puzzle is not null);
        }
        Assert.Equal(("there", 0L), (rows[^1].Puzzle!.Source, rows[^1].Puzzle!.Rating));
        Assert.Equal(SudokuData.Answer, rows[0].Puzzle!.Answer);
    }

    [Fact]
    public void Columns_are_found_by_name()
    {
        var rows = Read($"answer,question", $"{SudokuData.Answer},{SudokuData.Question}");
        Assert.Equal(SudokuData.Question, Assert.Single(rows).Puzzle!.Question);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b,c")]
    [InlineData("question")]
    public void File_without_the_header_throws(string header) =>
        Assert.Contains("expected a header", Assert.Throws<FormatException>(() => Read(header)).Message, StringComparison.Ordinal);

    private static List<PuzzleRow<SudokuPuzzle>> Read(params string[] lines) => [.. SudokuCsv.Read(new StringReader(string.Join('\n', lines)))];
}
