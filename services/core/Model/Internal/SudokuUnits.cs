namespace Trm.Grid.Model.Internal;

/// <summary>What the units mixer knows of Sudoku: which cells are a unit, and what a token says of each digit of its cell.</summary>
internal static class SudokuUnits
{
    /// <summary>A digit of a cell is open, given, or ruled out because another one is given.</summary>
    public const int Kinds = 3;

    /// <summary>Classes before the digits: padding and blank. No cell's answer is one of them.</summary>
    public const int OtherClasses = 2;

    /// <summary>The logit of those classes.</summary>
    public const float Never = -30;

    /// <summary>
    /// [3 * side, cells] row-major: rows, columns, boxes. 1 / sqrt(side) where the cell is in the unit: what it sums of independent numbers is then no
    /// larger than they are.
    /// </summary>
    public static float[] Membership(int side)
    {
        var (box, cells, weight) = (side == 4 ? 2 : 3, side * side, 1 / MathF.Sqrt(side));
        var units = new float[3 * side * cells];
        for (var cell = 0; cell < cells; cell++)
        {
            var (row, column) = (cell / side, cell % side);
            foreach (var unit in new[] { row, side + column, 2 * side + row / box * box + column / box })
                units[unit * cells + cell] = weight;
        }
        return units;
    }

    /// <summary>[V, side]: the kind of every digit of a cell with this token.</summary>
    public static long[] KindsOf(int side)
    {
        var kinds = new long[(side + OtherClasses) * side];
        for (var token = OtherClasses; token < side + OtherClasses; token++)
            for (var digit = 0; digit < side; digit++)
                kinds[token * side + digit] = digit + OtherClasses == token ? 1 : 2;
        return kinds;
    }
}
