namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>Two cells of one row, column or box that hold the same digit.</summary>
/// <param name="Unit">Such as <c>row 3</c>, counted from 1.</param>
/// <param name="Digit">The doubled digit.</param>
/// <param name="First">Index of the first of the two cells, from 0.</param>
/// <param name="Second">Index of the second of the two cells, from 0.</param>
/// <param name="Side">Side of the grid.</param>
public sealed record SudokuConflict(string Unit, byte Digit, int First, int Second, int Side)
{
    public override string ToString() =>
        $"{Unit} holds {Digit} twice, at row {First / Side + 1} column {First % Side + 1} and at row {Second / Side + 1} column {Second % Side + 1}";
}
