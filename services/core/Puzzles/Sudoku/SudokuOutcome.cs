namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>What a puzzle is: a proper one has exactly one solution.</summary>
public enum SudokuStanding { Proper, Unsolvable, NotProper }

/// <summary>What the exact solver found.</summary>
public sealed record SudokuOutcome
{
    public required SudokuStanding Standing { get; init; }

    /// <summary>The first solution found: the only one of a proper puzzle, none of an unsolvable one.</summary>
    public SudokuGrid? Solution { get; init; }

    /// <summary>Another solution, when the puzzle is not proper.</summary>
    public SudokuGrid? Second { get; init; }

    /// <summary>Digits that had to be guessed up to the first solution, wrong guesses included: a measure of difficulty, 0 for a puzzle that singles solve.</summary>
    public required long Guesses { get; init; }

    /// <summary>The finding in words, for a person.</summary>
    public required string Words { get; init; }
}
