namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// What a move costs: its octile length (1, or the square root of 2 for a diagonal) times (1 + 2 c / 252), c the inflated cost of the cell
/// <em>entered</em> (Nav2's cost_travel_multiplier of 2). The unit of a cost is one free straight step, whatever the map's resolution.
/// <para>
/// Costs are added up as integers, 1 straight free step = 252 * 2^27 units, so that sums do not depend on their order, equally good moves compare
/// as equal, and A* and Dijkstra agree to the last bit. The square root of 2 is taken as 189812531 / 2^27, which is 1.9e-9 too small. The costliest
/// possible path of the largest map (<see cref="CostMap.MaxCells"/>) stays below 2^63.
/// </para>
/// </summary>
public static class MoveCost
{
    private const int FractionBits = 27;
    private const long DiagonalLength = 189_812_531;
    private const long StraightLength = 1L << FractionBits;

    /// <summary>Units of one straight step onto a free cell.</summary>
    public const long StraightFree = CellCost.MaxPassable * StraightLength;

    /// <summary>Units of one diagonal step onto a free cell.</summary>
    public const long DiagonalFree = CellCost.MaxPassable * DiagonalLength;

    /// <summary>[256] units of a straight step onto a cell of that value; unknown costs as much as free. Meaningless for 253 and 254.</summary>
    internal static readonly long[] Straight = Table(StraightLength);

    /// <summary>[256] the same for a diagonal step.</summary>
    internal static readonly long[] Diagonal = Table(DiagonalLength);

    /// <summary>Units of a step onto a cell of value <paramref name="entered"/>, which must be passable.</summary>
    public static long Units(byte entered, bool diagonal) => (diagonal ? Diagonal : Straight)[entered];

    /// <summary>A cost in cell units: 1.0 is one straight step onto a free cell.</summary>
    public static double ToCells(long units) => units / (double)StraightFree;

    /// <summary>The cheapest cost between two cells on an empty map, in units: the octile distance, an admissible and consistent estimate.</summary>
    public static long Octile(int dx, int dy)
    {
        dx = Math.Abs(dx);
        dy = Math.Abs(dy);
        var diagonal = Math.Min(dx, dy);
        return (diagonal * DiagonalFree) + ((Math.Max(dx, dy) - diagonal) * StraightFree);
    }

    private static long[] Table(long length)
    {
        var table = new long[256];
        for (var value = 0; value < 256; value++)
            table[value] = (CellCost.MaxPassable + (2L * (value == CellCost.Unknown ? 0 : value))) * length;
        return table;
    }
}
