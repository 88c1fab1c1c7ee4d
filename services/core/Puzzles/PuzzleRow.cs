namespace Trm.Grid.Puzzles;

/// <summary>One row of a file of puzzles: either a puzzle or the reason why it is none.</summary>
/// <param name="Line">Line in the file, counted from 1.</param>
/// <param name="Puzzle">Present when the row is sound.</param>
/// <param name="Fault">What is wrong with it; empty when it is sound.</param>
public sealed record PuzzleRow<TPuzzle>(int Line, TPuzzle? Puzzle, string Fault)
    where TPuzzle : class;
