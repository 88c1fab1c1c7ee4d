using Trm.Grid.Puzzles.Sudoku.Internal;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>
/// A change of a grid that keeps every rule: digits renamed, bands and the rows within a band reordered, stacks and the columns within a stack
/// reordered, the grid transposed, or several of these. Immutable.
/// </summary>
public sealed class SudokuSymmetry
{
    // source[i]: the old cell that comes to cell i. digits[d]: what the old digit d becomes; digits[0] = 0, a blank stays one.
    private readonly byte[] source;
    private readonly byte[] digits;

    private SudokuSymmetry(int box, byte[] source, byte[] digits) => (Box, this.source, this.digits) = (box, source, digits);

    public int Box { get; }

    public static SudokuSymmetry Identity(int box) => Of(box, Count(1, box * box), Count(0, box * box), Count(0, box * box), transpose: false);

    /// <summary>A symmetry drawn evenly from all there are. The same seed gives the same one everywhere.</summary>
    public static SudokuSymmetry Random(int box, long seed) => Random(box, SplitMix.Of(seed, 0));

    /// <param name="box">Side of a box, 2 or 3.</param>
    /// <param name="digits">[side]: what the digits 1, 2 … become.</param>
    /// <param name="rows">[side]: the old row that comes to row 0, 1 …, after transposing. Rows of one band stay together.</param>
    /// <param name="columns">[side]: the same for columns.</param>
    /// <param name="transpose">Whether rows become columns first.</param>
    /// <exception cref="ArgumentException">Not a permutation, or one that tears a band or a stack apart.</exception>
    public static SudokuSymmetry Of(int box, ReadOnlySpan<int> digits, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, bool transpose)
    {
        var side = box * box;
        CheckPermutation(digits, 1, side, nameof(digits));
        CheckLines(rows, box, nameof(rows));
        CheckLines(columns, box, nameof(columns));
        var source = new byte[side * side];
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column++)
                source[row * side + column] = (byte)(transpose ? columns[column] * side + rows[row] : rows[row] * side + columns[column]);
        var renamed = new byte[side + 1];
        for (var digit = 1; digit <= side; digit++)
            renamed[digit] = (byte)digits[digit - 1];
        return new(box, source, renamed);
    }

    public SudokuGrid Apply(SudokuGrid grid)
    {
        if (grid.Box != Box)
            throw new ArgumentException($"this symmetry is for boxes of side {Box}, the grid has {grid.Box}", nameof(grid));
        var cells = new byte[source.Length];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = digits[grid.Cells[source[i]]];
        return new(Box, cells);
    }

    /// <summary>The symmetry that takes this one back.</summary>
    public SudokuSymmetry Inverse()
    {
        var (back, names) = (new byte[source.Length], new byte[digits.Length]);
        for (var i = 0; i < source.Length; i++)
            back[source[i]] = (byte)i;
        for (var i = 0; i < digits.Length; i++)
            names[digits[i]] = (byte)i;
        return new(Box, back, names);
    }

    /// <summary>This symmetry and then the other, as one.</summary>
    public SudokuSymmetry Then(SudokuSymmetry other)
    {
        if (other.Box != Box)
            throw new ArgumentException($"this symmetry is for boxes of side {Box}, the other for {other.Box}", nameof(other));
        return new(Box, Array.ConvertAll(other.source, i => source[i]), Array.ConvertAll(digits, d => other.digits[d]));
    }

    internal static SudokuSymmetry Random(int box, SplitMix random)
    {
        var digits = Count(1, box * box);
        random.Shuffle<int>(digits);
        return Of(box, digits, Lines(box, random), Lines(box, random), random.Next(2) == 1);
    }

    /// <summary>Bands in random order, and in each its rows.</summary>
    private static int[] Lines(int box, SplitMix random)
    {
        var bands = Count(0, box);
        random.Shuffle<int>(bands);
        var lines = new int[box * box];
        for (var band = 0; band < box; band++)
        {
            var within = Count(0, box);
            random.Shuffle<int>(within);
            for (var i = 0; i < box; i++)
                lines[band * box + i] = bands[band] * box + within[i];
        }
        return lines;
    }

    private static int[] Count(int from, int count) => [.. Enumerable.Range(from, count)];

    private static void CheckLines(ReadOnlySpan<int> lines, int box, string name)
    {
        CheckPermutation(lines, 0, box * box, name);
        for (var i = 0; i < lines.Length; i++)
            if (lines[i] / box != lines[i / box * box] / box)
                throw new ArgumentException($"line {lines[i]} at place {i} leaves its band or stack; the lines of one stay together", name);
    }

    private static void CheckPermutation(ReadOnlySpan<int> items, int from, int count, string name)
    {
        var seen = 0;
        foreach (var item in items)
            seen |= item >= from && item < from + count ? 1 << (item - from) : 0;
        if (items.Length != count || seen != (1 << count) - 1)
            throw new ArgumentException($"expected every number from {from} to {from + count - 1} once, got [{string.Join(", ", items.ToArray())}]", name);
    }
}
