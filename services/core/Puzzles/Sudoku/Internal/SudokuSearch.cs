using System.Numerics;

namespace Trm.Grid.Puzzles.Sudoku.Internal;

/// <summary>
/// Depth-first search over the candidates of every cell, bit k for digit k+1. Before each guess it draws all conclusions from naked singles (a cell
/// with one candidate) and hidden singles (a digit with one place in a unit), then guesses in the cell with the fewest candidates.
/// </summary>
internal sealed class SudokuSearch(int box, int limit, CancellationToken cancel)
{
    private readonly SudokuUnits units = SudokuUnits.For(box);
    private readonly ushort all = (ushort)((1 << (box * box)) - 1);

    public int Found { get; private set; }

    /// <summary>The first solution.</summary>
    public byte[] First { get; private set; } = [];

    /// <summary>The solution found last.</summary>
    public byte[] Last { get; private set; } = [];

    public long Guesses { get; private set; }

    public long GuessesToFirst { get; private set; }

    /// <summary>Set to try digits in random order, as a generator of full grids needs.</summary>
    public SplitMix? Shuffle { get; init; }

    /// <summary>Searches from the givens alone.</summary>
    public void Run(ReadOnlySpan<byte> cells) => Run(cells, -1);

    /// <summary>Searches from the givens; the cell <paramref name="other"/>, unless -1, must hold another digit than its given.</summary>
    public void Run(ReadOnlySpan<byte> cells, int other)
    {
        Span<ushort> candidates = stackalloc ushort[units.CellCount];
        Span<byte> queue = stackalloc byte[units.CellCount];
        candidates.Fill(all);
        if (other >= 0)
            candidates[other] = (ushort)(all & ~(1 << cells[other] >> 1));
        var tail = 0;
        for (var cell = 0; cell < cells.Length; cell++)
            if (cells[cell] != 0 && cell != other)
            {
                candidates[cell] = (ushort)(1 << cells[cell] >> 1);
                queue[tail++] = (byte)cell;
            }
        if (Conclude(candidates, queue, tail, uint.MaxValue >> (32 - units.Count)))
            Guess(candidates);
    }

    private void Guess(ReadOnlySpan<ushort> candidates)
    {
        var cell = Narrowest(candidates);
        if (cell < 0)
        {
            Report(candidates);
            return;
        }
        cancel.ThrowIfCancellationRequested();
        Span<ushort> next = stackalloc ushort[candidates.Length];
        Span<byte> queue = stackalloc byte[candidates.Length];
        for (int rest = candidates[cell]; rest != 0 && Found < limit;)
        {
            var bit = Pick(rest);
            rest &= ~bit;
            Guesses++;
            candidates.CopyTo(next);
            next[cell] = (ushort)bit;
            queue[0] = (byte)cell;
            if (Conclude(next, queue, 1, units.UnitsOf[cell]))
                Guess(next);
        }
    }

    /// <summary>Draws all conclusions.</summary>
    /// <param name="candidates">Narrowed in place.</param>
    /// <param name="queue">Cells that became certain and whose peers do not know it yet; every cell enters once.</param>
    /// <param name="tail">How many are in the queue.</param>
    /// <param name="dirty">Bit u: unit u must be looked through for hidden singles.</param>
    /// <returns>False at a contradiction.</returns>
    private bool Conclude(Span<ushort> candidates, Span<byte> queue, int tail, uint dirty)
    {
        var head = 0;
        while (true)
        {
            for (; head < tail; head++)
            {
                var bit = candidates[queue[head]];
                foreach (var peer in units.Peers.AsSpan(queue[head] * units.PeerCount, units.PeerCount))
                {
                    var was = candidates[peer];
                    if ((was & bit) == 0)
                        continue;
                    var now = (ushort)(was & ~bit);
                    if (now == 0)
                        return false;
                    candidates[peer] = now;
                    dirty |= units.UnitsOf[peer];
                    if ((now & (now - 1)) == 0)
                        queue[tail++] = peer;
                }
            }
            if (dirty == 0)
                return true;
            var unit = BitOperations.TrailingZeroCount(dirty);
            dirty &= dirty - 1;
            if (!PlaceHidden(candidates, units.Unit(unit), queue, ref tail, ref dirty))
                return false;
        }
    }

    private bool PlaceHidden(Span<ushort> candidates, ReadOnlySpan<byte> unit, Span<byte> queue, ref int tail, ref uint dirty)
    {
        int once = 0, twice = 0, certain = 0;
        foreach (var cell in unit)
        {
            int here = candidates[cell];
            twice |= once & here;
            once |= here;
            if ((here & (here - 1)) == 0)
                certain |= here;
        }
        if (once != all)
            return false;
        var hidden = once & ~twice & ~certain;
        if (hidden == 0)
            return true;
        foreach (var cell in unit)
        {
            var bit = candidates[cell] & hidden;
            if (bit == 0)
                continue;
            if ((bit & (bit - 1)) != 0)
                return false;
            candidates[cell] = (ushort)bit;
            queue[tail++] = cell;
            // The digits that this cell loses may now have one place left elsewhere.
            dirty |= units.UnitsOf[cell];
        }
        return true;
    }

    private static int Narrowest(ReadOnlySpan<ushort> candidates)
    {
        var (narrowest, fewest) = (-1, int.MaxValue);
        for (var cell = 0; cell < candidates.Length && fewest > 2; cell++)
        {
            var count = BitOperations.PopCount(candidates[cell]);
            if (count > 1 && count < fewest)
                (narrowest, fewest) = (cell, count);
        }
        return narrowest;
    }

    private int Pick(int bits)
    {
        if (Shuffle is not null)
            for (var skip = Shuffle.Next(BitOperations.PopCount((uint)bits)); skip > 0; skip--)
                bits &= bits - 1;
        return bits & -bits;
    }

    private void Report(ReadOnlySpan<ushort> candidates)
    {
        Last = new byte[candidates.Length];
        for (var cell = 0; cell < candidates.Length; cell++)
            Last[cell] = (byte)(BitOperations.TrailingZeroCount(candidates[cell]) + 1);
        if (Found++ == 0)
            (First, GuessesToFirst) = (Last, Guesses);
    }
}
