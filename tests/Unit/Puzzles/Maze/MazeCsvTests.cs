using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Tests.Unit.Puzzles.Maze;

public sealed class MazeCsvTests
{
    [Fact]
    public void Bad_rows_are_rejected_one_by_one_with_their_line_and_reason()
    {
        const string Q = "S   #   G", A = "S  o# ooG";
        var rows = Read("source,question,answer,rating",
            $"here,{Q},{A},5",
            $"here,{Q},{A}",
            $"here,{Q[..8]},{A},5",
            $"here,{Q},{A[..4]}x{A[5..]},5",
            "",
            $"here,{Q},{Q},5",
            $"here,S ##  # G,{A},5",
            "here,S ### # G,S ### # G,5",
            $"here,SS  #   G,{A},5",
            $"here,{Q},{A},6",
            $"here,{Q},{A},long",
            $"here,S      #         ##    G,{A},5",
            $"here,{Q},Soo #o  G,5");
        (int Line, string Fault)[] expected =
        [
            (2, ""),
            (3, "expected 4 fields as in the header, got 3"),
            (4, "question: reading a maze: expected a square number of characters"),
            (5, "answer: reading a maze: expected '#'"),
            (7, "answer: expected the question with one path"),
            (8, "answer: expected the question with one path"),
            (9, "question: no way leads from S to G"),
            (10, "question: expected one S, one G and no o, got 2, 1 and 0"),
            (11, "rating: expected 5, the cells of a shortest path, got '6'"),
            (12, "rating: expected 5, the cells of a shortest path, got 'long'"),
            (13, "question: reading a maze: expected a square number"),
            (14, ""),
        ];
        Assert.Equal(expected.Select(e => e.Line), rows.Select(r => r.Line));
        foreach (var (row, (_, fault)) in rows.Zip(expected))
        {
            Assert.StartsWith(fault, row.Fault, StringComparison.Ordinal);
            Assert.Equal(fault.Length == 0, row.Puzzle is not null);
        }
        Assert.Equal((5, "here"), (rows[0].Puzzle!.Length, rows[0].Puzzle!.Source));
    }

    [Fact]
    public void Longer_path_than_needed_is_rejected_with_both_lengths()
    {
        var (question, answer) = (MazeGrid.Parse("S    \n #   \n     \n     \nG    "), MazeGrid.Parse("Soo  \n #o  \nooo  \no    \nG    "));
        Assert.Contains("5 cells with S and G, got one of 9", Assert.Single(Read("question,answer", $"{question},{answer}")).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("question")]
    public void File_without_the_header_throws(string header) =>
        Assert.Contains("expected a header", Assert.Throws<FormatException>(() => Read(header)).Message, StringComparison.Ordinal);

    /// <summary>All 2,000 mazes: sound, labelled by the solver's rule, of Maze-Hard's length, and no test maze is a symmetry of a training maze.</summary>
    [Fact]
    public void Real_files_are_sound_follow_the_rule_and_are_apart()
    {
        var seen = new HashSet<string>();
        foreach (var name in new[] { "train.csv", "test.csv" })
        {
            var (mazes, rejected) = MazeCsv.Load(MazeData.File(name));
            Assert.Empty(rejected);
            Assert.Equal(1000, mazes.Count);
            foreach (var maze in mazes)
            {
                Assert.Equal(maze.Answer, MazeSolver.Solve(maze.Question)!.Answer);
                Assert.InRange(maze.Length, 110, 154);
                Assert.True(seen.Add(MazeSymmetry.Canonical(maze.Question)));
            }
        }
    }

    private static List<PuzzleRow<MazePuzzle>> Read(params string[] lines) => [.. MazeCsv.Read(new StringReader(string.Join('\n', lines)))];
}
