namespace Trm.Grid.Puzzles.Sudoku.Internal;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). Its sequence is written down, unlike that of
/// <see cref="Random"/>, so a seed gives the same puzzles on every version and platform.
/// </summary>
internal sealed class SplitMix(ulong state)
{
    private ulong state = state;

    /// <summary>A sequence of its own for each pair.</summary>
    public static SplitMix Of(long seed, long index)
    {
        var outer = new SplitMix((ulong)seed);
        return new(outer.Next64() ^ new SplitMix((ulong)index + 0xD1B54A32D192ED03).Next64());
    }

    public ulong Next64()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="count"/> less one. The bias is below count / 2^64.</summary>
    public int Next(int count) => (int)Math.BigMul(Next64(), (ulong)count, out _);

    /// <summary>Fisher-Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
