namespace Trm.Grid.Model.Internal;

/// <summary>
/// Random numbers that are a pure function of a seed and a counter (SplitMix64), so that a resumed run needs no generator's state, only its counters.
/// </summary>
internal static class Chance
{
    private static ulong Mix(ulong seed, ulong counter)
    {
        var z = seed * 0xD1342543DE82EF95UL + (counter + 1) * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>In [0, 1).</summary>
    public static double Uniform(long seed, long counter) => (Mix((ulong)seed, (ulong)counter) >> 11) * (1.0 / (1UL << 53));

    /// <summary>With the recipe's probability, puts random classes into some cells of one slot at one step.</summary>
    public static void Scramble(long seed, long step, int slot, Recipe recipe, int classes, Span<long> cells)
    {
        // A stream of its own for every step and slot, apart from those of the examples.
        var stream = (long)Mix(~(ulong)seed, (ulong)step * 0x9E3779B97F4A7C15UL + (ulong)slot);
        if (Uniform(stream, 0) >= recipe.FeedbackScramble) return;
        for (var i = 0; i < recipe.ScrambledCells; i++)
            cells[(int)(Uniform(stream, 2 * i + 1) * cells.Length)] = (long)(Uniform(stream, 2 * i + 2) * classes);
    }

    /// <summary>The fewest supervision steps that an example must run: 1, or with the recipe's probabilities <paramref name="most"/> or U{2..<paramref name="most"/>}.</summary>
    public static int MinimumSteps(long seed, long example, Recipe recipe, int most)
    {
        // A stream of its own: with it or without, the same examples explore.
        if (Uniform(~seed, example) < recipe.FullRun) return most;
        if (most < 2 || Uniform(seed, 2 * example) >= recipe.Exploration) return 1;
        return 2 + (int)(Uniform(seed, 2 * example + 1) * (most - 1));
    }
}
