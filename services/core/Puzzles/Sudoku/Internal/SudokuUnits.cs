namespace Trm.Grid.Puzzles.Sudoku.Internal;

/// <summary>Which cells belong together: the rows, columns and boxes of a grid.</summary>
internal sealed class SudokuUnits
{
    private static readonly SudokuUnits Two = new(2);
    private static readonly SudokuUnits Three = new(3);

    private SudokuUnits(int box)
    {
        Side = box * box;
        CellCount = Side * Side;
        Count = 3 * Side;
        Cells = new byte[Count * Side];
        for (var cell = 0; cell < CellCount; cell++)
        {
            var (row, column) = (cell / Side, cell % Side);
            var within = row % box * box + column % box;
            Cells[row * Side + column] = (byte)cell;
            Cells[(Side + column) * Side + row] = (byte)cell;
            Cells[(2 * Side + BoxOf(box, row, column)) * Side + within] = (byte)cell;
        }
        UnitsOf = new uint[CellCount];
        for (var unit = 0; unit < Count; unit++)
            foreach (var cell in Unit(unit))
                UnitsOf[cell] |= 1u << unit;
        PeerCount = 2 * (Side - 1) + (box - 1) * (box - 1);
        Peers = [.. Enumerable.Range(0, CellCount).SelectMany(cell => Enumerable.Range(0, CellCount)
            .Where(other => other != cell && (UnitsOf[other] & UnitsOf[cell]) != 0).Select(other => (byte)other))];
    }

    public int Side { get; }

    public int CellCount { get; }

    /// <summary>Rows, then columns, then boxes: 3 * side.</summary>
    public int Count { get; }

    /// <summary>[units, side]: the cells of each unit.</summary>
    public byte[] Cells { get; }

    /// <summary>[cells]: bit u for unit u that the cell belongs to.</summary>
    public uint[] UnitsOf { get; }

    /// <summary>[cells, <see cref="PeerCount"/>]: the cells that share a unit with each cell.</summary>
    public byte[] Peers { get; }

    public int PeerCount { get; }

    public static SudokuUnits For(int box) => box == 3 ? Three : Two;

    public ReadOnlySpan<byte> Unit(int unit) => Cells.AsSpan(unit * Side, Side);

    /// <summary>The unit as people call it, counted from 1.</summary>
    public string NameOf(int unit) => (unit / Side) switch { 0 => "row", 1 => "column", _ => "box" } + $" {unit % Side + 1}";

    private static int BoxOf(int box, int row, int column) => row / box * box + column / box;
}
