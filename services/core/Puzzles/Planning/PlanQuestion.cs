using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// A path query as a question to a network: its eight views are the symmetries of <see cref="Dihedral"/>. The answer is read off the policy by
/// walking: from the start, always the likeliest of the moves that are legal and lead to a cell not yet visited. What comes out is checked by
/// <see cref="PathChecker"/>. Not safe for several threads at once.
/// </summary>
public sealed class PlanQuestion : IPlaneQuestion<PathAnswer>
{
    private readonly List<Cell> _path = [];
    private bool[] _visited = [];

    /// <param name="query">Its goal must be on the map.</param>
    public PlanQuestion(PathQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (!query.Map.Contains(query.Goal))
            throw new ArgumentException($"goal {query.Goal} is outside the map of {query.Map.Width}x{query.Map.Height}: look at PathQuery.Check first", nameof(query));
        Query = query;
    }

    public PlanQuestion(CostMap map, Cell start, Cell goal, bool unknownIsFree = false) : this(new(map, start, goal, unknownIsFree))
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
        Walk(view, logits, start);
        var path = _path.ToArray();
        var report = PathChecker.Check(Query with { Start = start }, path);
        return report.IsValid
            ? new(new(path, report.Cost, report.LengthM), true, report.Cost)
            : new(new(path, double.PositiveInfinity, PathChecker.LengthM(path, map.ResolutionM)), false, double.PositiveInfinity);
    }

    private void Walk(int view, ReadOnlySpan<float> logits, Cell start)
    {
        var map = Query.Map;
        if (_visited.Length == 0)
            _visited = new bool[map.Cells.Length];
        _path.Clear();
        if (!map.IsPassable(start, Query.UnknownIsFree))
            return;
        Span<int> classes = stackalloc int[Move.Count];
        for (var move = 0; move < Move.Count; move++)
            classes[move] = Dihedral.Map(view, move);
        var (first, perColumn, perRow) = Dihedral.Strides(view, map.Height, map.Width);
        var cell = start;
        while (true)
        {
            _path.Add(cell);
            _visited[(cell.Y * map.Width) + cell.X] = true;
            if (cell == Query.Goal)
                break;
            var at = first + (cell.X * perColumn) + (cell.Y * perRow);
            var next = Likeliest(cell, logits.Slice(at * Move.Count, Move.Count), classes);
            if (next < 0)
                break;
            cell = Move.From(cell, next);
        }
        foreach (var passed in _path)
            _visited[(passed.Y * map.Width) + passed.X] = false;
    }

    // -1 where every legal move leads back, or the logits are not numbers.
    private int Likeliest(Cell cell, ReadOnlySpan<float> logits, ReadOnlySpan<int> classes)
    {
        var map = Query.Map;
        var legal = Neighbours.Legal(map.Cells, map.Width, map.Height, cell.X, cell.Y, Query.UnknownIsFree);
        var (best, highest) = (-1, float.NegativeInfinity);
        for (var move = 0; move < Move.Count; move++)
            if ((legal >> move & 1) != 0 && logits[classes[move]] > highest
                && !_visited[((cell.Y + Move.Dy[move]) * map.Width) + cell.X + Move.Dx[move]])
                (best, highest) = (move, logits[classes[move]]);
        return best;
    }
}
