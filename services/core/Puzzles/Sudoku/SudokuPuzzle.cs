namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>A puzzle with its answer.</summary>
public sealed record SudokuPuzzle
{
    public required SudokuGrid Question { get; init; }

    public required SudokuGrid Answer { get; init; }

    /// <summary>Where it comes from, as its file says; empty when generated.</summary>
    public string Source { get; init; } = "";

    /// <summary>Difficulty, as its source counts it: guesses of a solver up to the first solution.</summary>
    public long Rating { get; init; }
}
