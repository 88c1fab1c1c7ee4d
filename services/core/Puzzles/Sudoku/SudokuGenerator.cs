using Trm.Grid.Puzzles.Sudoku.Internal;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>Makes puzzles out of nothing but a seed. The same seed gives the same puzzle everywhere.</summary>
public static class SudokuGenerator
{
    /// <summary>A full grid that keeps the rules.</summary>
    /// <param name="box">Side of a box, 2 or 3.</param>
    /// <param name="seed">Which.</param>
    public static SudokuGrid Full(int box, long seed) => new(box, Full(box, SplitMix.Of(seed, 0)));

    /// <summary>A proper puzzle that is minimal: without any one of its givens it would have a second solution.</summary>
    /// <inheritdoc cref="Full(int, long)"/>
    public static SudokuPuzzle Minimal(int box, long seed)
    {
        var random = SplitMix.Of(seed, 0);
        var answer = Full(box, random);
        var cells = (byte[])answer.Clone();
        Span<int> order = stackalloc int[cells.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        random.Shuffle(order);
        foreach (var cell in order)
        {
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

    /// <summary>A minimal puzzle that the exact solver does not get without a number of guesses. The harder, the rarer, and the longer it takes.</summary>
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
            cancel.ThrowIfCancellationRequested();
            var puzzle = Minimal(box, unchecked((long)series.Next64()));
            if (puzzle.Rating >= leastRating)
                return puzzle;
        }
    }

    private static byte[] Full(int box, SplitMix random)
    {
        var search = new SudokuSearch(box, limit: 1, CancellationToken.None) { Shuffle = random };
        search.Run(new byte[box * box * box * box]);
        return search.First;
    }
}
