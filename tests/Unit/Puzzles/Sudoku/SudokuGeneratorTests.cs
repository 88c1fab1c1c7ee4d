using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Puzzles.Sudoku;

public sealed class SudokuGeneratorTests
{
    [Theory]
    [InlineData(2, 100)]
    [InlineData(3, 60)]
    public void Generated_puzzles_are_proper_and_minimal(int box, int count)
    {
        var different = new HashSet<SudokuGrid>();
        for (var seed = 0; seed < count; seed++)
        {
            var puzzle = SudokuGenerator.Minimal(box, seed);
            var outcome = SudokuSolver.Solve(puzzle.Question, TestContext.Current.CancellationToken);
            Assert.Equal(SudokuStanding.Proper, outcome.Standing);
            Assert.Equal(puzzle.Answer, outcome.Solution);
            Assert.Equal(puzzle.Rating, outcome.Guesses);
            for (var cell = 0; cell < puzzle.Question.Cells.Length; cell++)
                if (puzzle.Question.Cells[cell] != 0)
                    Assert.Equal(2, SudokuSolver.Count(puzzle.Question.With(cell, 0), cancel: TestContext.Current.CancellationToken));
            different.Add(puzzle.Question);
        }
        Assert.True(different.Count > count * 0.9);
    }

    [Fact]
    public void Rated_puzzles_need_as_many_guesses_as_asked_and_are_a_function_of_seed_and_index()
    {
        for (var index = 0; index < 5; index++)
        {
            var puzzle = SudokuGenerator.Rated(3, 11, index, leastRating: 30, TestContext.Current.CancellationToken);
            Assert.Equal(puzzle, SudokuGenerator.Rated(3, 11, index, 30, TestContext.Current.CancellationToken));
            Assert.True(puzzle.Rating >= 30);
            Assert.All(Enumerable.Range(0, 81).Where(cell => puzzle.Question.Cells[cell] != 0), cell => Assert.Equal(2, SudokuSolver.Count(puzzle.Question.With(cell, 0), cancel: TestContext.Current.CancellationToken)));
            Assert.Equal(puzzle.Rating, SudokuSolver.Solve(puzzle.Question, TestContext.Current.CancellationToken).Guesses);
            Assert.NotEqual(puzzle, SudokuGenerator.Rated(3, 11, index + 5, 30, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Puzzles_near_hard_ones_are_proper_minimal_as_hard_as_asked_and_hardly_ever_of_the_same_answer()
    {
        var hard = Enumerable.Range(0, 3).Select(index => SudokuGenerator.Rated(3, 5, index, leastRating: 30, TestContext.Current.CancellationToken)).ToList();
        var answers = new HashSet<SudokuGrid>();
        for (var index = 0; index < 12; index++)
        {
            var puzzle = SudokuGenerator.Near(hard, 4, index, leastRating: 20, TestContext.Current.CancellationToken);
            Assert.Equal(puzzle, SudokuGenerator.Near(hard, 4, index, 20, TestContext.Current.CancellationToken));
            Assert.True(puzzle.Rating >= 20);
            Assert.DoesNotContain(puzzle.Question, hard.Select(one => one.Question));
            Assert.Equal(puzzle.Answer, SudokuSolver.Solve(puzzle.Question, TestContext.Current.CancellationToken).Solution);
            Assert.All(Enumerable.Range(0, 81).Where(cell => puzzle.Question.Cells[cell] != 0), cell => Assert.Equal(2, SudokuSolver.Count(puzzle.Question.With(cell, 0), cancel: TestContext.Current.CancellationToken)));
            answers.Add(puzzle.Answer);
        }
        Assert.True(answers.Except(hard.Select(one => one.Answer)).Count() > 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => SudokuGenerator.Near([], 4, 0, 20, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Where_nothing_near_a_list_is_hard_enough_that_is_said()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => SudokuGenerator.Near([SudokuGenerator.Minimal(2, 1)], 4, 0, leastRating: 50, TestContext.Current.CancellationToken));
        Assert.Contains("50 guesses", fault.Message);
    }

    [Fact]
    public void Same_seed_gives_the_same_puzzle_on_every_machine()
    {
        Assert.Equal(SudokuGenerator.Minimal(3, 7), SudokuGenerator.Minimal(3, 7));
        Assert.Equal("8...4......9..6...1.7.9.....8....29...3....4.2.6.5...3....348..91......6.....7.21", SudokuGenerator.Minimal(3, 7).Question.ToString());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Full_grids_keep_the_rules(int box)
    {
        for (var seed = -50; seed < 50; seed++)
            Assert.True(SudokuRules.IsSolved(SudokuGenerator.Full(box, seed)));
    }
}
