using System.Numerics;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// A* with octile moves, no corner cutting, the costs of <see cref="MoveCost"/> and the octile distance as estimate, so its paths are optimal.
/// An instance is used again and again: after it has seen a map of that size, a search allocates nothing. Not safe for several threads at once.
/// </summary>
public sealed class AStar
{
    private const int Closed = 1;

    private readonly CellHeap _open = new();
    private Node[] _nodes = [];
    private Cell[] _path = [];
    private int _pathLength;
    private int _query;

    /// <summary>The path last found, from start to goal; valid until the next search. Empty where there was none.</summary>
    public ReadOnlySpan<Cell> Path => _path.AsSpan(0, _pathLength);

    /// <summary>Its cost in the integer units of <see cref="MoveCost"/>; 0 where there was none.</summary>
    public long Units { get; private set; }

    /// <summary>Its cost in cell units.</summary>
    public double Cost => MoveCost.ToCells(Units);

    /// <summary>Cells that the last search took from its queue.</summary>
    public int Expanded { get; private set; }

    /// <summary>Searches, and gives the path as a value of its own; null with the reason where there is none.</summary>
    public PathAnswer? Find(PathQuery query, out Nav2Error error, CancellationToken cancel = default)
    {
        error = Search(query, cancel);
        if (error != Nav2Error.None)
            return null;
        return new(Path.ToArray(), Cost, PathChecker.LengthM(Path, query.Map.ResolutionM));
    }

    /// <summary>Searches; the path then stands in <see cref="Path"/>.</summary>
    /// <returns><see cref="Nav2Error.None"/> and a path, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; looked at every 4,096 cells.</exception>
    public Nav2Error Search(PathQuery query, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        (_pathLength, Units, Expanded) = (0, 0, 0);
        var error = query.Check();
        if (error != Nav2Error.None)
            return error;
        var map = query.Map;
        var last = Search(map.Raw, map.Width, map.Height, query.Start, query.Goal, query.UnknownIsFree, cancel);
        if (last < 0)
            return Nav2Error.NoValidPath;
        Trace(last, map.Width);
        return Nav2Error.None;
    }

    private int Search(byte[] cells, int width, int height, Cell start, Cell goal, bool unknownIsFree, CancellationToken cancel)
    {
        Begin(width * height);
        var nodes = _nodes;
        var query = _query;
        var target = (goal.Y * width) + goal.X;
        var root = (start.Y * width) + start.X;
        nodes[root] = new() { Query = query, From = -1 };
        _open.Push(root, 0, 0);
        while (_open.Count > 0)
        {
            var i = _open.Pop(out _);
            ref var node = ref nodes[i];
            node.State = Closed;
            if (i == target)
            {
                Units = node.Units;
                return i;
            }
            if ((++Expanded & 4095) == 0)
                cancel.ThrowIfCancellationRequested();
            var y = i / width;
            var x = i - (y * width);
            var legal = Neighbours.Legal(cells, width, height, x, y, unknownIsFree);
            for (; legal != 0; legal &= legal - 1)
            {
                var move = BitOperations.TrailingZeroCount(legal);
                var next = i + (Move.Dy[move] * width) + Move.Dx[move];
                ref var other = ref nodes[next];
                var seen = other.Query == query;
                if (seen && other.State == Closed)
                    continue;
                var units = node.Units + MoveCost.Units(cells[next], Move.IsDiagonal(move));
                if (seen && units >= other.Units)
                    continue;
                // Among equal estimates the cell nearer to the goal goes first: fewer cells on open ground.
                var rest = MoveCost.Octile(x + Move.Dx[move] - goal.X, y + Move.Dy[move] - goal.Y);
                if (seen)
                    _open.Lower(next, units + rest, rest);
                else
                    _open.Push(next, units + rest, rest);
                other = new() { Units = units, From = i, Query = query };
            }
        }
        return -1;
    }

    private void Begin(int count)
    {
        _open.Reset(count);
        if (_nodes.Length < count)
            (_nodes, _path, _query) = (new Node[count], new Cell[count], 0);
        // Nodes carry the number of the search that wrote them, so that a search need not clear them; on wrap-around they are cleared once.
        if (++_query == int.MaxValue)
        {
            Array.Clear(_nodes);
            _query = 1;
        }
    }

    private void Trace(int last, int width)
    {
        var length = 0;
        for (var i = last; i >= 0; i = _nodes[i].From)
            _path[length++] = new(i % width, i / width);
        _pathLength = length;
        _path.AsSpan(0, length).Reverse();
    }

    private struct Node
    {
        public long Units;
        public int From;
        public int Query;
        public int State;
    }
}
