using Trm.Grid.Verbs.Questions;

namespace Trm.Grid.Tests.Unit.Grid;

public class SudokuLinesTests
{
    [Theory]
    [InlineData(2, "1 2 | 3 4/3 4 | 1 2/----+----/2 1 | 4 3/4 3 | 2 1")]
    [InlineData(3, "1 2 3 | 4 5 6 | 7 8 9")]
    public void An_answer_of_any_size_is_shown_whole_with_its_boxes_apart(int box, string lines)
    {
        var answer = box == 2 ? "1234341221434321" : string.Concat(Enumerable.Repeat("123456789", 9));
        var shown = SolveSudokuVerb.Lines(answer).ToList();
        Assert.Equal(box * box + box - 1, shown.Count);
        Assert.StartsWith(lines, string.Join('/', shown), StringComparison.Ordinal);
        Assert.Equal(answer, string.Concat(shown.SelectMany(line => line).Where(char.IsAsciiDigit)));
        Assert.All(shown, line => Assert.Equal(shown[0].Length, line.Length));
    }
}
