using System.Numerics;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime;

/// <summary>
/// Keeps the policies of the last few goals. A policy holds a path from every cell, so that another start on the same map to the same goal needs no
/// recursion; and where the map has changed a little, the recursion goes on from where it stood. Safe for several threads.
/// </summary>
internal sealed class PolicyMemory
{
    /// <summary>Cells of a map up to which the recursion's state is kept too: some 512 bytes a cell for a network of width 64.</summary>
    public const int StateCells = 64 * 64;

    /// <summary>Share of a map's cells that may differ for the state still to be worth beginning from.</summary>
    public const double MostChanged = 0.05;

    private const int Kept = 4;

    private readonly Lock _lock = new();
    private readonly List<(PathQuery Query, Policy Policy)> _recent = [];

    /// <returns>The policy for this map and goal; null where nothing is known of it.</returns>
    public Policy? Find(PathQuery query) => Newest(known => known.Map.Digest == query.Map.Digest && SameGoal(known, query));

    /// <returns>The newest policy with a state for the same goal on a map that differs in few cells; null where there is none.</returns>
    public Policy? FindNear(PathQuery query) => Newest(known => SameGoal(known, query) && IsNear(known.Map, query.Map)) is { State: not null } near ? near : null;

    public void Keep(PathQuery query, Policy policy)
    {
        lock (_lock)
        {
            _recent.RemoveAll(entry => entry.Query.Map.Digest == query.Map.Digest && SameGoal(entry.Query, query));
            if (_recent.Count == Kept)
                _recent.RemoveAt(0);
            _recent.Add((query, policy));
        }
    }

    private Policy? Newest(Predicate<PathQuery> fits)
    {
        lock (_lock)
            return _recent.FindLast(entry => fits(entry.Query)).Policy;
    }

    private static bool SameGoal(PathQuery one, PathQuery other) => one.Goal == other.Goal && one.UnknownIsFree == other.UnknownIsFree;

    private static bool IsNear(CostMap one, CostMap other) =>
        one.Width == other.Width && one.Height == other.Height && Differences(one.Cells, other.Cells) <= MostChanged * one.Cells.Length;

    private static int Differences(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var (count, i) = (0, 0);
        for (; i <= one.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            // 255 where equal, which is -1: what is left of the lanes' number.
            count += Vector<byte>.Count - Vector.Sum(Vector.Negate(Vector.Equals(new Vector<byte>(one[i..]), new Vector<byte>(other[i..]))));
        for (; i < one.Length; i++)
            count += one[i] == other[i] ? 0 : 1;
        return count;
    }
}
