using Trm.Grid.Puzzles.Sudoku.Internal;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>Makes puzzles out of nothing but a seed. The same seed gives the same puzzle everywhere.</summary>
public static class SudokuGenerator
{
    // Givens taken out at once: with one, few others can take its place; with many, little is left of what was hard.
    private const int Exchanged = 2;

    // Exchanges that a puzzle is away from one of a list at most: further away, more of what was hard is lost.
    private const int MostWalked = 6;

    // From one beginning, before another is tried.
    private const int Exchanges = 400;

    // Before a list is found too easy.
    private const int Beginnings = 100;

    /// <summary>A full grid that keeps the rules.</summary>
    /// <param name="box">Side of a box, 2 or 3.</param>
    /// <param name="seed">Which.</param>
    public static SudokuGrid Full(int box, long seed) => new(box, Full(box, SplitMix.Of(seed, 0)));

    /// <summary>A proper puzzle that is minimal: without any one of its givens it would have a second solution.</summary>
    /// <inheritdoc cref="Full(int, long)"/>
    public static SudokuPuzzle Minimal(int box, long seed)
    {
        var random = SplitMix.Of(seed, 0);
        return Minimal(box, Full(box, random), random);
    }

    /// <summary>
    /// A minimal puzzle that the exact solver does not get without a number of guesses. Minimal puzzles of chance seldom need many, so one is climbed to:
    /// a few givens are exchanged for others of the same answer, again and again, and what became no easier is kept.
    /// </summary>
    /// <param name="box">Side of a box, 2 or 3.</param>
    /// <param name="seed">Of a series of puzzles.</param>
    /// <param name="index">Which of the series.</param>
    /// <param name="leastRating">Digits guessed up to the solution, wrong ones included.</param>
    /// <param name="cancel">Ends the search.</param>
    public static SudokuPuzzle Rated(int box, long seed, long index, int leastRating, CancellationToken cancel = default)
    {
        var series = SplitMix.Of(seed, index);
        while (true)
        {
            var puzzle = Minimal(box, Full(box, series), series);
            for (var exchange = 0; puzzle.Rating < leastRating && exchange < Exchanges; exchange++)
            {
                cancel.ThrowIfCancellationRequested();
                var other = Exchange(puzzle, Exchanged, sameAnswer: true, series);
                puzzle = other.Rating >= puzzle.Rating ? other : puzzle;
            }
            if (puzzle.Rating >= leastRating)
                return puzzle;
        }
    }

    /// <summary>
    /// A minimal puzzle in the vicinity of one of a list, where the players found their hardest ones: a given is exchanged for others, of the same answer or of
    /// another one, and the walk goes on from what became no easier than asked. What makes the list's puzzles hard mostly stays, which climbing from a puzzle
    /// of chance, however many guesses it comes to, does not find.
    /// </summary>
    /// <param name="puzzles">The list, at least one.</param>
    /// <param name="seed">Of a series of puzzles.</param>
    /// <param name="index">Which of the series.</param>
    /// <param name="leastRating">Digits guessed up to the solution, wrong ones included.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="InvalidOperationException">Nothing so hard was found near a hundred of the list.</exception>
    public static SudokuPuzzle Near(IReadOnlyList<SudokuPuzzle> puzzles, long seed, long index, int leastRating, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(puzzles.Count);
        var series = SplitMix.Of(seed, index);
        for (var beginning = 0; beginning < Beginnings; beginning++)
        {
            var puzzle = puzzles[series.Next(puzzles.Count)];
            var left = 1 + series.Next(MostWalked);
            for (var exchange = 0; left > 0 && exchange < Exchanges; exchange++)
            {
                cancel.ThrowIfCancellationRequested();
                var other = Exchange(puzzle, given: 1, sameAnswer: series.Next(2) == 0, series);
                if (other.Rating >= leastRating && !other.Question.Equals(puzzle.Question))
                    (puzzle, left) = (other, left - 1);
            }
            if (left == 0)
                return puzzle;
        }
        throw new InvalidOperationException($"making a Sudoku near one of {puzzles.Count}: expected one that takes {leastRating} guesses near {Beginnings} of them, found none; ask for fewer guesses or give harder puzzles");
    }

    /// <summary>The puzzle without some of its givens and with others in their place.</summary>
    /// <param name="puzzle">The puzzle.</param>
    /// <param name="given">How many go.</param>
    /// <param name="sameAnswer">Whether its answer stays; else it becomes any that the other givens allow.</param>
    /// <param name="random">Which go, and which come.</param>
    private static SudokuPuzzle Exchange(SudokuPuzzle puzzle, int given, bool sameAnswer, SplitMix random)
    {
        var (box, cells) = (puzzle.Question.Box, puzzle.Question.Cells.ToArray());
        for (; given > 0; given--)
        {
            var cell = random.Next(cells.Length);
            while (cells[cell] == 0)
                cell = (cell + 1) % cells.Length;
            cells[cell] = 0;
        }
        var answer = sameAnswer ? puzzle.Answer.Cells.ToArray() : Full(box, cells, random);
        // A given where a second solution differs rules it out.
        while (Second(box, cells, answer) is { } second)
        {
            var cell = random.Next(cells.Length);
            while (second[cell] == answer[cell])
                cell = (cell + 1) % cells.Length;
            cells[cell] = answer[cell];
        }
        return Minimal(box, cells, answer, random);
    }

    /// <summary>A solution other than the answer; null where there is none.</summary>
    private static byte[]? Second(int box, byte[] cells, byte[] answer)
    {
        var search = new SudokuSearch(box, limit: 2, CancellationToken.None);
        search.Run(cells);
        return search.First.AsSpan().SequenceEqual(answer) ? search.Found > 1 ? search.Last : null : search.First;
    }

    private static SudokuPuzzle Minimal(int box, byte[] answer, SplitMix random) => Minimal(box, (byte[])answer.Clone(), answer, random);

    /// <summary>Takes out, in random order, every given that is not needed.</summary>
    private static SudokuPuzzle Minimal(int box, byte[] cells, byte[] answer, SplitMix random)
    {
        Span<int> order = stackalloc int[cells.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        random.Shuffle(order);
        foreach (var cell in order)
        {
            if (cells[cell] == 0)
                continue;
            // Only a solution with another digit here could make the given necessary. Once necessary it stays so: later there are fewer givens.
            var search = new SudokuSearch(box, limit: 1, CancellationToken.None);
            search.Run(cells, other: cell);
            if (search.Found == 0)
                cells[cell] = 0;
        }
        var rating = new SudokuSearch(box, limit: 1, CancellationToken.None);
        rating.Run(cells);
        return new() { Question = new(box, cells), Answer = new(box, answer), Rating = rating.Guesses };
    }

    private static byte[] Full(int box, SplitMix random) => Full(box, new byte[box * box * box * box], random);

    private static byte[] Full(int box, byte[] givens, SplitMix random)
    {
        var search = new SudokuSearch(box, limit: 1, CancellationToken.None) { Shuffle = random };
        search.Run(givens);
        return search.First;
    }
}
