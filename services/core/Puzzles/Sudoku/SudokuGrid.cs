using System.Diagnostics.CodeAnalysis;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>A Sudoku of 9x9 or 4x4 cells, full or not, right or not. Immutable and equal by content. Cells are in row-major order.</summary>
public sealed class SudokuGrid : IEquatable<SudokuGrid>
{
    private readonly byte[] cells;

    /// <param name="box">Side of a box: 3 for 9x9, 2 for 4x4.</param>
    /// <param name="cells">box^4 values: 0 for a blank, else the digit.</param>
    public SudokuGrid(int box, ReadOnlySpan<byte> cells)
    {
        if (box is not (2 or 3))
            throw new ArgumentOutOfRangeException(nameof(box), box, "a Sudoku has boxes of side 2 (4x4) or 3 (9x9)");
        if (cells.Length != box * box * box * box)
            throw new ArgumentException($"a Sudoku with boxes of side {box} has {box * box * box * box} cells, got {cells.Length}", nameof(cells));
        var wrong = cells.IndexOfAnyExceptInRange((byte)0, (byte)(box * box));
        if (wrong >= 0)
            throw new ArgumentException($"cell {wrong} holds {cells[wrong]}, expected 0 for a blank or 1 to {box * box}", nameof(cells));
        (Box, this.cells) = (box, cells.ToArray());
    }

    /// <summary>Side of a box, 2 or 3.</summary>
    public int Box { get; }

    /// <summary>Side of the grid, which is also its largest digit: 4 or 9.</summary>
    public int Side => Box * Box;

    /// <summary>[side*side]: 0 for a blank, else the digit.</summary>
    public ReadOnlySpan<byte> Cells => cells;

    public byte this[int row, int column] => cells[row * Side + column];

    /// <summary>How many cells hold a digit.</summary>
    public int Givens => cells.Length - cells.AsSpan().Count((byte)0);

    public bool IsFull => !cells.AsSpan().Contains((byte)0);

    /// <summary>Reads 81 or 16 characters, row by row: digits, and <c>.</c> or <c>0</c> for a blank.</summary>
    /// <exception cref="FormatException">Another length or another character; the message says where.</exception>
    public static SudokuGrid Parse(string text) => TryParse(text, out var grid, out var fault) ? grid : throw new FormatException(fault);

    /// <summary>As <see cref="Parse"/>, with the fault as a value.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SudokuGrid? grid, [NotNullWhen(false)] out string? fault)
    {
        (grid, fault) = (null, null);
        var box = text.Length switch { 81 => 3, 16 => 2, _ => 0 };
        if (box == 0)
        {
            fault = $"reading a Sudoku: expected 81 characters (9x9) or 16 (4x4), got {text.Length}; write every cell, blanks as '.'";
            return false;
        }
        var cells = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            var digit = text[i] == '.' ? 0 : text[i] - '0';
            if (digit < 0 || digit > box * box)
            {
                var shown = char.IsControl(text[i]) ? $"U+{(int)text[i]:X4}" : $"'{text[i]}'";
                fault = $"reading a Sudoku: expected 1 to {box * box}, or '.' or 0 for a blank, at position {i + 1} (row {i / (box * box) + 1}, column {i % (box * box) + 1}), got {shown}";
                return false;
            }
            cells[i] = (byte)digit;
        }
        grid = new(box, cells);
        return true;
    }

    /// <summary>Whether every digit of this grid stands in the other too, at the same place.</summary>
    public bool IsKeptBy(SudokuGrid other)
    {
        if (Box != other.Box)
            return false;
        for (var i = 0; i < cells.Length; i++)
            if (cells[i] != 0 && cells[i] != other.cells[i])
                return false;
        return true;
    }

    /// <summary>This grid with one cell changed.</summary>
    public SudokuGrid With(int cell, byte digit)
    {
        var changed = (byte[])cells.Clone();
        changed[cell] = digit;
        return new(Box, changed);
    }

    /// <summary>81 or 16 characters, blanks as <c>.</c>.</summary>
    public override string ToString() => string.Create(cells.Length, cells, static (text, cells) =>
    {
        for (var i = 0; i < text.Length; i++)
            text[i] = cells[i] == 0 ? '.' : (char)('0' + cells[i]);
    });

    public bool Equals(SudokuGrid? other) => other is not null && cells.AsSpan().SequenceEqual(other.cells);

    public override bool Equals(object? obj) => Equals(obj as SudokuGrid);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(cells);
        return hash.ToHashCode();
    }
}
