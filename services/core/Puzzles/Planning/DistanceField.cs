using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// The exact cost from every cell to one goal, by Dijkstra's algorithm from the goal outwards, and with it the set of best moves of every cell.
/// An instance can be used again and allocates only when it meets a larger map. Not safe for several threads at once.
/// </summary>
public sealed class DistanceField
{
    /// <summary>The value of <see cref="Units"/> for cells from which no path leads to the goal.</summary>
    public const long Unreachable = long.MaxValue;

    private readonly CellHeap _open = new();
    private byte[] _cells = [];
    private long[] _units = [];
    private bool _unknownIsFree;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public Cell Goal { get; private set; }

    /// <summary>Cells from which the goal can be reached, the goal itself included; 0 where the goal is blocked.</summary>
    public int Reached { get; private set; }

    public static DistanceField To(Cell goal, CostMap map, bool unknownIsFree = false, CancellationToken cancel = default)
    {
        var field = new DistanceField();
        field.Compute(map, goal, unknownIsFree, cancel);
        return field;
    }

    /// <param name="map">The inflated map.</param>
    /// <param name="goal">A cell of it; where it is blocked, no cell is reachable.</param>
    /// <param name="unknownIsFree">Whether unknown cells may be entered (at cost 0) or block.</param>
    /// <param name="cancel">Looked at every 4,096 cells.</param>
    public void Compute(CostMap map, Cell goal, bool unknownIsFree = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (!map.Contains(goal))
            throw new ArgumentOutOfRangeException(nameof(goal), goal, $"goal is outside the map of {map.Width}x{map.Height}");
        Compute(map.Raw, map.Width, map.Height, goal, unknownIsFree, cancel);
    }

    /// <summary>The cost from a cell to the goal in cell units, infinite where there is no path.</summary>
    public double Cost(Cell cell) => Units(cell) is var units and not Unreachable ? MoveCost.ToCells(units) : double.PositiveInfinity;

    /// <summary>The same in the integer units of <see cref="MoveCost"/>.</summary>
    public long Units(Cell cell) => _units[(cell.Y * Width) + cell.X];

    /// <summary>All moves that begin a cheapest path from the cell, bit k for move k; none for the goal, blocked and unreachable cells.</summary>
    public uint BestMoves(Cell cell)
    {
        var i = (cell.Y * Width) + cell.X;
        var units = _units[i];
        if (units is Unreachable or 0)
            return 0;
        var best = 0u;
        var legal = Neighbours.Legal(_cells, Width, Height, cell.X, cell.Y, _unknownIsFree);
        for (var move = 0; move < Move.Count; move++)
        {
            if ((legal >> move & 1) == 0)
                continue;
            var next = i + (Move.Dy[move] * Width) + Move.Dx[move];
            if (_units[next] + MoveCost.Units(_cells[next], Move.IsDiagonal(move)) == units)
                best |= 1u << move;
        }
        return best;
    }

    /// <summary>One cheapest path to the goal: always the lowest-numbered best move. Empty where there is none.</summary>
    public List<Cell> Path(Cell start)
    {
        var path = new List<Cell>();
        if (Units(start) == Unreachable)
            return path;
        path.Add(start);
        for (var cell = start; cell != Goal;)
        {
            cell = Move.From(cell, System.Numerics.BitOperations.TrailingZeroCount(BestMoves(cell)));
            path.Add(cell);
        }
        return path;
    }

    internal void Compute(byte[] cells, int width, int height, Cell goal, bool unknownIsFree, CancellationToken cancel)
    {
        var count = width * height;
        if (_units.Length < count)
            _units = new long[count];
        var units = _units;
        units.AsSpan(0, count).Fill(Unreachable);
        _open.Reset(count);
        (_cells, Width, Height, Goal, _unknownIsFree, Reached) = (cells, width, height, goal, unknownIsFree, 0);
        var root = (goal.Y * width) + goal.X;
        if (!CellCost.IsPassable(cells[root], unknownIsFree))
            return;
        units[root] = 0;
        _open.Push(root, 0, 0);
        while (_open.Count > 0)
        {
            var i = _open.Pop(out var here);
            if ((++Reached & 4095) == 0)
                cancel.ThrowIfCancellationRequested();
            // Entering cell i costs the same from every side: the costs of the reversed moves need no look at the neighbour.
            var straight = here + MoveCost.Straight[cells[i]];
            var diagonal = here + MoveCost.Diagonal[cells[i]];
            var y = i / width;
            var legal = Neighbours.Legal(cells, width, height, i - (y * width), y, unknownIsFree);
            for (; legal != 0; legal &= legal - 1)
            {
                var move = System.Numerics.BitOperations.TrailingZeroCount(legal);
                var from = i + (Move.Dy[move] * width) + Move.Dx[move];
                var cost = Move.IsDiagonal(move) ? diagonal : straight;
                if (cost >= units[from])
                    continue;
                if (units[from] == Unreachable)
                    _open.Push(from, cost, 0);
                else
                    _open.Lower(from, cost, 0);
                units[from] = cost;
            }
        }
    }
}
