using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Tests.Unit.Puzzles.Maze;

public sealed class MazeGridTests
{
    [Fact]
    public void Maze_reads_as_one_row_of_a_square_and_as_lines()
    {
        Assert.Equal(MazeGrid.Parse("S   #   G"), MazeGrid.Parse(SomeMazes.Open + "\n"));
        var wide = MazeGrid.Parse("S  #\r\n# G \r\n");
        Assert.Equal((2, 4), (wide.Height, wide.Width));
        Assert.Equal("S  #\n# G ", wide.ToLines());
        Assert.NotEqual(wide, MazeGrid.Parse("S \n #\n# \nG "));
    }

    [Theory]
    [InlineData("S G#", null)]
    [InlineData("S G", "expected a square number of characters, such as 900 for 30x30, got 3")]
    [InlineData("", "expected 1 to 4096 rows and columns, got 0x0")]
    [InlineData("S \nG", "row 2 has 1")]
    [InlineData("S xG", "'G' or 'o' at row 2 column 1, got 'x'")]
    [InlineData("S \tG", "at row 2 column 1, got U+0009")]
    public void Text_that_is_no_maze_is_refused_with_its_place(string text, string? fault)
    {
        Assert.Equal(fault is null, MazeGrid.TryParse(text, out _, out var got));
        if (fault is not null)
            Assert.Contains(fault, got, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_symmetry_is_undone_and_maps_to_the_same_canonical_text()
    {
        var maze = MazeGrid.Parse("S  #\n# G ");
        var turned = Enumerable.Range(0, 8).Select(view => MazeSymmetry.Apply(view, maze)).ToList();
        Assert.Equal(8, turned.Distinct().Count());
        for (var view = 0; view < 8; view++)
        {
            Assert.Equal(maze, MazeSymmetry.Undo(view, turned[view]));
            Assert.Equal(MazeSymmetry.Canonical(maze), MazeSymmetry.Canonical(turned[view]));
        }
        Assert.NotEqual(MazeSymmetry.Canonical(maze), MazeSymmetry.Canonical(MazeGrid.Parse("S  #\n#  G")));
    }
}
