using System.Numerics;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// A path query as a question to a network: its eight views are the symmetries of <see cref="Dihedral"/>. The answer is read off the policy by
/// walking from the start, and what comes out is checked by <see cref="PathChecker"/>. Not safe for several threads at once.
/// </summary>
public sealed class PlanQuestion : IPlaneQuestion<PathAnswer>
{
    private readonly PathReading _reading;
    private readonly List<Cell> _path = [];
    private bool[] _visited = [];
    private Rollouts? _rollouts;

    /// <param name="query">Its goal must be on the map.</param>
    /// <param name="reading">How the path is read off; what was demonstrated is followed, for its costs are not the map's.</param>
    public PlanQuestion(PathQuery query, PathReading reading = PathReading.Rollout)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (!query.Map.Contains(query.Goal))
            throw new ArgumentException($"goal {query.Goal} is outside the map of {query.Map.Width}x{query.Map.Height}: look at PathQuery.Check first", nameof(query));
        (Query, _reading) = (query, reading);
    }

    public PlanQuestion(CostMap map, Cell start, Cell goal, bool unknownIsFree = false) : this(new PathQuery(map, start, goal, unknownIsFree))
    {
    }

    public PathQuery Query { get; }

    public int Views => Dihedral.Count;

    public (int Height, int Width) Size(int view) => Dihedral.Size(view, Query.Map.Height, Query.Map.Width);

    public void Encode(int view, Span<float> planes) =>
        PlannerTask.Encode(Query.Map.Cells, Query.Map.Height, Query.Map.Width, Query.Goal, Query.UnknownIsFree, view, planes);

    public Attempt<PathAnswer> Decode(int view, ReadOnlySpan<float> logits) => Decode(view, logits, Query.Start);

    /// <summary>The same from any other cell: one policy holds a path from everywhere to the goal.</summary>
    /// <param name="view">The view that was encoded.</param>
    /// <param name="logits">[H*W, 8] of that view, row-major.</param>
    /// <param name="start">Where the robot is, in the question's own frame.</param>
    /// <returns>
    /// A path that passed the checker with its cost; or the cells up to where the policy led no further, not verified, cost infinite. No cells where
    /// the start is not passable.
    /// </returns>
    public Attempt<PathAnswer> Decode(int view, ReadOnlySpan<float> logits, Cell start)
    {
        var map = Query.Map;
        if (logits.Length != map.Cells.Length * Move.Count)
            throw new ArgumentException($"a policy for {map.Width}x{map.Height} cells is {map.Cells.Length * Move.Count} logits, got {logits.Length}", nameof(logits));
        Span<int> classes = stackalloc int[Move.Count];
        for (var move = 0; move < Move.Count; move++)
            classes[move] = Dihedral.Map(view, move);
        var policy = new MovePolicy(Query, logits, classes, Dihedral.Strides(view, map.Height, map.Width));
        var followed = Walk(start, policy, null);
        if (_reading == PathReading.Followed)
            return followed;
        // Where following leads round in a circle, a walk that visits no cell twice leaves it, but wanders: what it went is a way too, and may be cut short.
        var rolled = Roll(start, policy, followed);
        return followed.Verified || !rolled.Verified ? rolled : Roll(start, policy, rolled);
    }

    /// <summary>Walks by rollouts of the policy and of a path that is known. Costs never more than that path.</summary>
    private Attempt<PathAnswer> Roll(Cell start, MovePolicy policy, Attempt<PathAnswer> known)
    {
        (_rollouts ??= new(Query.Map.Cells.Length)).Begin(policy.At(Query.Goal));
        var (cells, left) = (known.Answer.Cells, 0L);
        for (var i = known.Verified ? cells.Count - 2 : -1; i >= 0; i--)
            _rollouts.Know(policy.At(cells[i]), left += policy.CostOf(Move.Between(cells[i], cells[i + 1]), cells[i + 1]));
        return Walk(start, policy, _rollouts);
    }

    private Attempt<PathAnswer> Walk(Cell start, MovePolicy policy, Rollouts? rollouts)
    {
        if (_visited.Length == 0)
            _visited = new bool[Query.Map.Cells.Length];
        _path.Clear();
        for (Cell? at = Query.Map.IsPassable(start, Query.UnknownIsFree) ? start : null; at is { } cell;)
        {
            _path.Add(cell);
            _visited[policy.At(cell)] = true;
            at = cell == Query.Goal ? null : Next(cell, policy, rollouts);
        }
        foreach (var passed in _path)
            _visited[policy.At(passed)] = false;
        var path = _path.ToArray();
        var report = PathChecker.Check(Query with { Start = start }, path);
        return report.IsValid
            ? new(new(path, report.Cost, report.LengthM), true, report.Cost)
            : new(new(path, double.PositiveInfinity, PathChecker.LengthM(path, Query.Map.ResolutionM)), false, double.PositiveInfinity);
    }

    /// <summary>Null where the policy leads no further.</summary>
    private Cell? Next(Cell cell, MovePolicy policy, Rollouts? rollouts)
    {
        var move = rollouts is null ? -1 : Cheapest(cell, policy, rollouts);
        if (move < 0)
            move = policy.Likeliest(cell, _visited);
        return move < 0 ? null : Move.From(cell, move);
    }

    /// <summary>The move after which following the policy costs least, of several the likeliest; -1 where it comes to the goal from no neighbour.</summary>
    private static int Cheapest(Cell cell, MovePolicy policy, Rollouts rollouts)
    {
        var (best, least) = (-1, Rollouts.Never);
        for (var legal = policy.Legal(cell); legal != 0; legal &= legal - 1)
        {
            var move = BitOperations.TrailingZeroCount(legal);
            var entered = Move.From(cell, move);
            if (rollouts.CostFrom(policy.At(entered), policy) is not (< Rollouts.Never and var left))
                continue;
            var cost = left + policy.CostOf(move, entered);
            if (cost < least || (cost == least && policy.Logit(cell, move) > policy.Logit(cell, best)))
                (best, least) = (move, cost);
        }
        return best;
    }

    /// <summary>A network's logits as moves on the map as asked.</summary>
    private readonly ref struct MovePolicy(PathQuery query, ReadOnlySpan<float> logits, ReadOnlySpan<int> classes, (int First, int PerColumn, int PerRow) strides) : ICellPolicy
    {
        private readonly ReadOnlySpan<float> _logits = logits;
        private readonly ReadOnlySpan<int> _classes = classes;

        public int At(Cell cell) => (cell.Y * query.Map.Width) + cell.X;

        public uint Legal(Cell cell) => Neighbours.Legal(query.Map.Cells, query.Map.Width, query.Map.Height, cell.X, cell.Y, query.UnknownIsFree);

        public float Logit(Cell cell, int move) => _logits[(strides.First + (cell.X * strides.PerColumn) + (cell.Y * strides.PerRow)) * Move.Count + _classes[move]];

        public long CostOf(int move, Cell entered) => MoveCost.Units(query.Map[entered], Move.IsDiagonal(move));

        /// <summary>The likeliest legal move; -1 where all lead to cells that are left out, or the logits are not numbers.</summary>
        public int Likeliest(Cell cell, ReadOnlySpan<bool> leftOut = default)
        {
            var (best, highest) = (-1, float.NegativeInfinity);
            for (var legal = Legal(cell); legal != 0; legal &= legal - 1)
            {
                var move = BitOperations.TrailingZeroCount(legal);
                if (Logit(cell, move) > highest && (leftOut.IsEmpty || !leftOut[At(Move.From(cell, move))]))
                    (best, highest) = (move, Logit(cell, move));
            }
            return best;
        }

        public (int Next, long Cost) MoveFrom(int cell)
        {
            var from = new Cell(cell % query.Map.Width, cell / query.Map.Width);
            var move = Likeliest(from);
            var entered = move < 0 ? from : Move.From(from, move);
            return move < 0 ? (-1, 0) : (At(entered), CostOf(move, entered));
        }
    }
}
