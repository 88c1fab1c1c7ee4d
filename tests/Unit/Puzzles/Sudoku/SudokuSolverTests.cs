using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Puzzles.Sudoku;

public sealed class SudokuSolverTests
{
    [Fact]
    public void Known_puzzle_gets_its_known_answer_without_a_guess()
    {
        var outcome = SudokuSolver.Solve(SudokuData.Question);
        Assert.Equal(SudokuStanding.Proper, outcome.Standing);
        Assert.Equal(SudokuData.Answer, outcome.Solution);
        Assert.Equal(0, outcome.Guesses);
        Assert.Equal(SudokuStanding.Proper, SudokuSolver.Solve(SudokuData.Answer).Standing);
    }

    [Fact]
    public void Contradicting_givens_are_unsolvable_and_named()
    {
        var outcome = SudokuSolver.Solve(SudokuData.Question.With(2, 5));
        Assert.Equal(SudokuStanding.Unsolvable, outcome.Standing);
        Assert.Null(outcome.Solution);
        Assert.Contains("row 1 holds 5 twice", outcome.Words, StringComparison.Ordinal);
        Assert.Equal(0, SudokuSolver.Count(SudokuData.Question.With(2, 5)));
    }

    [Theory]
    [InlineData("..9.287..8.6..4..5..3.....46.........2.71345.........23.....5..9..4..8.7..125.3..")]
    [InlineData(".9.3....1....8..46......8..4.5.6..3...32756...6..1.9.4..1......58..2....2....7.6.")]
    [InlineData("12........3...4.")]
    public void Puzzle_without_a_solution_is_unsolvable_though_no_givens_contradict(string text)
    {
        var grid = SudokuGrid.Parse(text);
        Assert.Empty(SudokuRules.Conflicts(grid));
        var outcome = SudokuSolver.Solve(grid, TestContext.Current.CancellationToken);
        Assert.Equal(SudokuStanding.Unsolvable, outcome.Standing);
        Assert.Contains("no solution", outcome.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Puzzle_with_two_solutions_is_not_proper_and_both_are_shown()
    {
        // A full grid without the four cells of a rectangle of 1 and 2 in two boxes: either way round is right.
        var grid = Unavoidable();
        var outcome = SudokuSolver.Solve(grid);
        Assert.Equal(SudokuStanding.NotProper, outcome.Standing);
        Assert.NotEqual(outcome.Solution, outcome.Second);
        Assert.True(SudokuRules.Answers(grid, outcome.Solution!));
        Assert.True(SudokuRules.Answers(grid, outcome.Second!));
        Assert.Contains("more than one solution: row ", outcome.Words, StringComparison.Ordinal);
        Assert.Equal(2, SudokuSolver.Count(grid, limit: 10));
    }

    [Fact]
    public void Empty_grids_have_as_many_solutions_as_asked_for()
    {
        // 288 is the number of all 4x4 Sudokus.
        Assert.Equal(288, SudokuSolver.Count(SudokuGrid.Parse(new string('.', 16)), limit: 1000));
        Assert.Equal(50, SudokuSolver.Count(SudokuGrid.Parse(new string('.', 81)), limit: 50));
    }

    [Fact]
    public void Solver_agrees_with_plain_trial_on_all_small_puzzles_drawn()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var cells = new byte[16];
            for (var i = 0; i < 16; i++)
                cells[i] = (byte)(random.Next(3) == 0 ? random.Next(1, 5) : 0);
            var grid = new SudokuGrid(2, cells);
            Assert.Equal(Trial(cells, 0), SudokuSolver.Count(grid, limit: 1000));
        }
    }

    [Fact]
    public void Search_that_takes_long_can_be_cancelled()
    {
        // Norvig's puzzle without a solution, which costs millions of guesses.
        var grid = SudokuGrid.Parse(".....5.8....6.1.43..........1.5........1.6...3.......553.....61........4.........");
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => SudokuSolver.Solve(grid, cancel.Token));
    }

    [Fact]
    public void Real_puzzles_get_their_published_answers()
    {
        var (puzzles, rejected) = SudokuCsv.Load(SudokuData.File("test.csv"));
        Assert.Empty(rejected);
        Assert.Equal(20_000, puzzles.Count);
        for (var i = 0; i < puzzles.Count; i += 50)
        {
            var outcome = SudokuSolver.Solve(puzzles[i].Question, TestContext.Current.CancellationToken);
            Assert.Equal(SudokuStanding.Proper, outcome.Standing);
            Assert.Equal(puzzles[i].Answer, outcome.Solution);
        }
    }

    [Fact]
    public void Real_puzzles_with_many_solutions_are_refused_as_not_proper()
    {
        var puzzles = File.ReadLines(SudokuData.File("many-solutions_1000.txt")).Where(line => line.Length > 0 && line[0] != '#').ToList();
        Assert.True(puzzles.Count > 900);
        Assert.All(puzzles, text => Assert.Equal(SudokuStanding.NotProper, SudokuSolver.Solve(SudokuGrid.Parse(text)).Standing));
    }

    private static SudokuGrid Unavoidable()
    {
        for (var seed = 0; ; seed++)
        {
            var full = SudokuGenerator.Full(3, seed);
            foreach (var top in Enumerable.Range(0, 9))
                foreach (var bottom in Enumerable.Range(top + 1, 2).Where(r => r / 3 == top / 3))
                    foreach (var left in Enumerable.Range(0, 9))
                        foreach (var right in Enumerable.Range(left + 1, 8 - left))
                            if (full[top, left] == full[bottom, right] && full[top, right] == full[bottom, left])
                                return full.With(top * 9 + left, 0).With(top * 9 + right, 0).With(bottom * 9 + left, 0).With(bottom * 9 + right, 0);
        }
    }

    /// <summary>Counts solutions of a 4x4 grid by trying everything, with the rules as the only knowledge.</summary>
    private static int Trial(byte[] cells, int from)
    {
        if (SudokuRules.Conflicts(new(2, cells)).Count > 0)
            return 0;
        var cell = Array.IndexOf(cells, (byte)0, from);
        if (cell < 0)
            return 1;
        var count = 0;
        for (byte digit = 1; digit <= 4; digit++)
        {
            cells[cell] = digit;
            count += Trial(cells, cell + 1);
        }
        cells[cell] = 0;
        return count;
    }
}
