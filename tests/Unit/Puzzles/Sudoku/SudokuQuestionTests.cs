using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Puzzles.Sudoku;

public sealed class SudokuQuestionTests
{
    [Fact]
    public void First_view_is_the_puzzle_as_asked_in_tokens()
    {
        var tokens = new long[81];
        new SudokuQuestion(SudokuData.Question).Encode(0, tokens);
        Assert.Equal(SudokuData.Question.Cells.ToArray().Select(digit => digit + 1L), tokens);
    }

    [Fact]
    public void Network_that_solves_any_view_right_is_verified_in_the_puzzles_own_frame()
    {
        var question = new SudokuQuestion(SudokuData.Question);
        var seen = new HashSet<string>();
        for (var view = 0; view < 50; view++)
        {
            var tokens = new long[81];
            question.Encode(view, tokens);
            var asked = new SudokuGrid(3, [.. tokens.Select(token => (byte)(token - 1))]);
            var attempt = question.Decode(view, Logits(SudokuSolver.Solve(asked, TestContext.Current.CancellationToken).Solution!));
            Assert.True(attempt.Verified);
            Assert.Equal(SudokuData.Answer, attempt.Answer);
            seen.Add(asked.ToString());
        }
        Assert.Equal(50, seen.Count);
    }

    [Fact]
    public void Answer_that_breaks_a_rule_or_a_given_is_not_verified()
    {
        var question = new SudokuQuestion(SudokuData.Question);
        Assert.False(question.Decode(0, Logits(SudokuData.Answer.With(2, 5))).Verified);
        Assert.False(question.Decode(0, Logits(SudokuGenerator.Full(3, 3))).Verified);
        Assert.False(question.Decode(0, Enumerable.Repeat(float.NaN, 81 * 11).ToArray()).Verified);
        Assert.Throws<ArgumentException>(() => question.Decode(0, new float[81 * 10]));
        Assert.Throws<ArgumentException>(() => question.Encode(0, new long[80]));
    }

    /// <summary>A network that believes rather in a wrong digit of the first open cell and is sure of all others.</summary>
    [Fact]
    public void Second_views_suppose_what_the_network_is_not_sure_of_each_once()
    {
        var (question, again) = (new SudokuQuestion(SudokuData.Question, supposing: true), new SudokuQuestion(SudokuData.Question, supposing: true));
        var open = SudokuData.Question.Cells.IndexOf((byte)0);
        var (right, wrong) = (SudokuData.Answer.Cells[open], SudokuData.Answer.Cells[open] % 9 + 1);
        var logits = Logits(SudokuData.Answer);
        logits[open * 11 + 1 + wrong] = 6;
        Assert.False(question.Decode(0, logits).Verified);
        again.Decode(0, logits);
        var supposed = new List<(int Cell, int Digit)>();
        var blanks = SudokuData.Question.Cells.ToArray().Count(digit => digit == 0);
        for (var view = 1; view <= 9 * blanks; view++)
        {
            var tokens = Tokens(question, view);
            Assert.Equal(Tokens(again, view), tokens);
            supposed.Add(Assert.Single(Enumerable.Range(0, 81).Where(cell => tokens[cell] != SudokuData.Question.Cells[cell] + 1).Select(cell => (cell, (int)tokens[cell] - 1))));
        }
        Assert.Equal(supposed.Count, supposed.Distinct().Count());
        Assert.All(supposed, one => Assert.True(SudokuData.Question.Cells[one.Cell] == 0 && one.Digit is > 0 and <= 9));
        // The cell of which it is least sure first, there the digit in which it believes most; of the others the digits that it is sure of, then all that it thinks unlikely.
        Assert.Equal([(open, wrong), (open, right)], supposed.Take(2));
        Assert.Equal(blanks - 1, supposed.Skip(2).Take(blanks - 1).Count(one => one.Cell != open && one.Digit == SudokuData.Answer.Cells[one.Cell]));
        // All were tried: the puzzle as it is.
        Assert.Equal(Tokens(question, 0), Tokens(question, 9 * blanks + 1));
        // Verified is the answer to the puzzle as asked, whatever was supposed.
        Assert.True(question.Decode(1, Logits(SudokuData.Answer)).Verified);
        Assert.False(question.Decode(1, Logits(SudokuGenerator.Full(3, 3))).Verified);
    }

    [Fact]
    public void Nothing_is_supposed_of_what_was_not_heard_and_anything_of_what_is_no_number()
    {
        var question = new SudokuQuestion(SudokuData.Question, supposing: true);
        Assert.Equal(Tokens(question, 0), Tokens(question, 1));
        question.Decode(0, Enumerable.Repeat(float.NaN, 81 * 11).ToArray());
        Assert.NotEqual(Tokens(question, 0), Tokens(question, 1));
    }

    private static long[] Tokens(SudokuQuestion question, int view)
    {
        var tokens = new long[81];
        question.Encode(view, tokens);
        return tokens;
    }

    [Fact]
    public void Small_puzzles_have_small_vocabularies()
    {
        var shape = SudokuTask.Shape(2);
        Assert.Equal((6, 6, 4, 4), (shape.Vocabulary, shape.Classes, shape.Height, shape.Width));
        Assert.Equal((11, 11), (SudokuTask.Shape(3).Vocabulary, SudokuTask.Shape(3).Classes));
    }

    [Fact]
    public void Examples_are_a_function_of_seed_and_index_and_every_one_is_right()
    {
        var (one, two) = (SudokuExamples.Generated(3, 20, seed: 5), SudokuExamples.Generated(3, 20, seed: 5));
        var other = SudokuExamples.Generated(3, 20, seed: 6);
        Assert.Equal(one.Digest, two.Digest);
        Assert.NotEqual(one.Digest, other.Digest);
        var backwards = Enumerable.Range(0, 100).Select(i => two.Draw(99 - i)).Reverse().ToList();
        for (var index = 0; index < 100; index++)
        {
            var example = one.Draw(index);
            Assert.Equal(example.Tokens, backwards[index].Tokens);
            Assert.Equal(example.Targets, backwards[index].Targets);
            Assert.NotEqual(example.Tokens, other.Draw(index).Tokens);
            var question = new SudokuGrid(3, [.. example.Tokens.Select(token => (byte)(token - 1))]);
            var answer = new SudokuGrid(3, [.. example.Targets.Select(set => (byte)(System.Numerics.BitOperations.Log2(set) - 1))]);
            Assert.True(SudokuRules.Answers(question, answer));
            Assert.All(example.Targets, set => Assert.Equal(1, System.Numerics.BitOperations.PopCount(set)));
        }
    }

    [Fact]
    public void Examples_of_a_list_come_in_order_unless_augmented()
    {
        var puzzles = Enumerable.Range(0, 5).Select(seed => SudokuGenerator.Minimal(2, seed)).ToList();
        var plain = SudokuExamples.From(puzzles, seed: 1, augmentations: 0);
        Assert.Equal(SudokuTask.Example(puzzles[2].Question, puzzles[2].Answer).Tokens, plain.Draw(7).Tokens);
        var augmented = SudokuExamples.From(puzzles, seed: 1, augmentations: 1000);
        Assert.Equal(plain.Digest, augmented.Digest);
        Assert.True(Enumerable.Range(0, 100).Select(i => string.Join(' ', augmented.Draw(i).Tokens)).Distinct().Count() > 90);
        // Each puzzle as it is and under three symmetries of its own, whatever the index.
        var few = SudokuExamples.From(puzzles, seed: 1, augmentations: 3);
        var drawn = Enumerable.Range(0, 400).Select(i => string.Join(' ', few.Draw(i).Tokens)).ToHashSet();
        Assert.Equal(20, drawn.Count);
        Assert.All(puzzles, puzzle => Assert.Contains(string.Join(' ', SudokuTask.Example(puzzle.Question, puzzle.Answer).Tokens), drawn));
        Assert.Throws<ArgumentException>(() => SudokuExamples.From([], 1, 1000));
        Assert.Throws<ArgumentException>(() => SudokuExamples.From([.. puzzles, SudokuGenerator.Minimal(3, 1)], 1, 1000));
    }

    /// <summary>[81, 11] logits of a network that is sure of an answer, and even surer of the classes that are no digits.</summary>
    private static float[] Logits(SudokuGrid answer)
    {
        var logits = new float[81 * 11];
        for (var cell = 0; cell < 81; cell++)
        {
            logits[cell * 11] = logits[cell * 11 + 1] = 9;
            logits[cell * 11 + 1 + answer.Cells[cell]] = 5;
        }
        return logits;
    }
}
