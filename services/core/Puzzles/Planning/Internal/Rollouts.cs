namespace Trm.Grid.Puzzles.Planning.Internal;

/// <summary>The move that a policy makes from every cell of a grid.</summary>
internal interface ICellPolicy
{
    /// <returns>The cell it leads to, -1 where it leads nowhere, and what the move costs, which is above 0.</returns>
    (int Next, long Cost) MoveFrom(int cell);
}

/// <summary>
/// What following a policy from a cell to the goal costs: the rollouts by which one step of policy improvement chooses (G. Tesauro and G. R. Galperin,
/// On-line Policy Improvement using Monte-Carlo Search, 1996; no chance is at work here, so that one rollout says all). However many cells are asked
/// about, each is passed once. Not safe for several threads at once.
/// </summary>
/// <param name="cells">Of the grid.</param>
internal sealed class Rollouts(int cells)
{
    /// <summary>The cost where the policy does not come to the goal.</summary>
    public const long Never = long.MaxValue;

    private const long Unknown = -1, Underway = -2;

    private readonly long[] _known = new long[cells];
    private readonly List<(int Cell, long Cost)> _walked = [];

    /// <summary>Begins with a policy of which nothing is known yet.</summary>
    public void Begin(int goal)
    {
        _known.AsSpan().Fill(Unknown);
        _known[goal] = 0;
    }

    /// <summary>A way from a cell that is known besides what the policy says; before it is asked about.</summary>
    public void Know(int cell, long cost) => _known[cell] = cost;

    /// <returns><see cref="Never"/> where it leads nowhere or round in a circle.</returns>
    /// <param name="cell">Where following begins.</param>
    /// <param name="policy">The same at every call since <see cref="Begin"/>.</param>
    public long CostFrom<TPolicy>(int cell, TPolicy policy) where TPolicy : ICellPolicy, allows ref struct
    {
        _walked.Clear();
        while (cell >= 0 && _known[cell] == Unknown)
        {
            _known[cell] = Underway;
            var (next, cost) = policy.MoveFrom(cell);
            _walked.Add((cell, cost));
            cell = next;
        }
        var left = cell < 0 || _known[cell] == Underway ? Never : _known[cell];
        for (var i = _walked.Count - 1; i >= 0; i--)
            _known[_walked[i].Cell] = left = left == Never ? Never : left + _walked[i].Cost;
        return left;
    }
}
