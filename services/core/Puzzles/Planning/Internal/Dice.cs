namespace Trm.Grid.Puzzles.Planning.Internal;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed on every machine and version, and a new one costs nothing.</summary>
internal struct Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Dice of their own for one index of a seeded series.</summary>
    public static Dice For(ulong seed, long index) => new(new Dice(seed).Next() ^ new Dice((ulong)index + 0x5851_F42D_4C95_7F2D).Next());

    public ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included; low where high is less.</summary>
    public int Between(int low, int high) =>
        high <= low ? low : low + (int)(((Next() >> 32) * (ulong)((long)high - low + 1)) >> 32);

    /// <summary>In [0, 1).</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Share());

    public bool Chance(double probability) => Share() < probability;
}
