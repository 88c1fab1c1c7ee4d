using Trm.Grid.Puzzles.Sudoku.Internal;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>The exact solver: it always finds out. Safe for several threads.</summary>
public static class SudokuSolver
{
    /// <summary>Solves a puzzle and tells whether the solution is the only one. Givens that contradict each other are an outcome, not an error.</summary>
    public static SudokuOutcome Solve(SudokuGrid question, CancellationToken cancel = default)
    {
        if (SudokuRules.Conflicts(question) is [var conflict, ..])
            return Unsolvable($"its givens contradict each other: {conflict}", 0);
        var search = new SudokuSearch(question.Box, limit: 2, cancel);
        search.Run(question.Cells);
        return search.Found switch
        {
            0 => Unsolvable("no digits in its blanks keep the rules", search.Guesses),
            1 => new() { Standing = SudokuStanding.Proper, Solution = new(question.Box, search.First), Guesses = search.GuessesToFirst, Words = "it has exactly one solution" },
            _ => NotProper(question, search),
        };
    }

    /// <summary>How many solutions there are, counted up to a limit.</summary>
    public static int Count(SudokuGrid question, int limit = 2, CancellationToken cancel = default)
    {
        if (SudokuRules.Conflicts(question).Count > 0)
            return 0;
        var search = new SudokuSearch(question.Box, limit, cancel);
        search.Run(question.Cells);
        return search.Found;
    }

    private static SudokuOutcome Unsolvable(string why, long guesses) =>
        new() { Standing = SudokuStanding.Unsolvable, Guesses = guesses, Words = $"it has no solution: {why}" };

    private static SudokuOutcome NotProper(SudokuGrid question, SudokuSearch search)
    {
        var cell = search.First.AsSpan().CommonPrefixLength(search.Last);
        return new()
        {
            Standing = SudokuStanding.NotProper,
            Solution = new(question.Box, search.First),
            Second = new(question.Box, search.Last),
            Guesses = search.GuessesToFirst,
            Words = $"it has more than one solution: row {cell / question.Side + 1} column {cell % question.Side + 1} may be {search.First[cell]} or {search.Last[cell]}",
        };
    }
}
