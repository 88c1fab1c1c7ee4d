using Trm.Grid.Puzzles.Sudoku.Internal;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>A number that no symmetry changes: puzzles with different ones are no symmetries of each other. Equal ones hardly ever belong to different puzzles.</summary>
public static class SudokuInvariant
{
    // Colours travel one edge a round; a cell sees every other over its units in three, and two more tell what those have seen.
    private const int Rounds = 6;

    /// <summary>Colour refinement (Weisfeiler and Leman, 1968) of the graph of cells, units and digits: rows and columns begin alike, boxes and givens do not.</summary>
    public static ulong Of(SudokuGrid grid)
    {
        var (units, side) = (SudokuUnits.For(grid.Box), grid.Side);
        var cells = grid.Cells;
        var (cellColours, unitColours, digitColours) = (new ulong[cells.Length], new ulong[units.Count], new ulong[side]);
        for (var cell = 0; cell < cells.Length; cell++)
            cellColours[cell] = cells[cell] == 0 ? 1u : 2u;
        for (var unit = 0; unit < units.Count; unit++)
            unitColours[unit] = unit < 2 * side ? 3u : 4u;
        Array.Fill(digitColours, 5u);
        for (var round = 0; round < Rounds; round++)
        {
            var (toUnits, toDigits, toCells) = (new ulong[units.Count], new ulong[side], new ulong[cells.Length]);
            for (var unit = 0; unit < units.Count; unit++)
                foreach (var cell in units.Unit(unit))
                {
                    toUnits[unit] += Mix(cellColours[cell]);
                    toCells[cell] += Mix(unitColours[unit]);
                }
            for (var cell = 0; cell < cells.Length; cell++)
                if (cells[cell] > 0)
                {
                    toDigits[cells[cell] - 1] += Mix(cellColours[cell]);
                    toCells[cell] += Mix(digitColours[cells[cell] - 1] ^ 0x6A09_E667_F3BC_C908);
                }
            Absorb(cellColours, toCells);
            Absorb(unitColours, toUnits);
            Absorb(digitColours, toDigits);
        }
        return Mix(Sum(cellColours)) + Mix(Sum(unitColours) ^ 1) + Mix(Sum(digitColours) ^ 2);
    }

    private static void Absorb(ulong[] colours, ulong[] heard)
    {
        for (var i = 0; i < colours.Length; i++)
            colours[i] = Mix(colours[i] * 0x9E37_79B9_7F4A_7C15 + heard[i]);
    }

    private static ulong Sum(ulong[] colours)
    {
        var sum = 0ul;
        foreach (var colour in colours)
            sum += Mix(colour);
        return sum;
    }

    private static ulong Mix(ulong value) => new SplitMix(value).Next64();
}
