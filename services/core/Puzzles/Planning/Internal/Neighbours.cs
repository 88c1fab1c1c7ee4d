using System.Runtime.CompilerServices;

namespace Trm.Grid.Puzzles.Planning.Internal;

/// <summary>Which moves a grid allows. A diagonal needs both cells beside it free: no corner is cut.</summary>
internal static class Neighbours
{
    /// <summary>
    /// The legal moves out of a passable cell, bit k for move k. The relation is symmetric: the same bits name the neighbours that may move here.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Legal(ReadOnlySpan<byte> cells, int width, int height, int x, int y, bool unknownIsFree)
    {
        var i = (y * width) + x;
        bool west = x > 0, east = x < width - 1, north = y > 0, south = y < height - 1;
        var e = east && CellCost.IsPassable(cells[i + 1], unknownIsFree);
        var w = west && CellCost.IsPassable(cells[i - 1], unknownIsFree);
        var s = south && CellCost.IsPassable(cells[i + width], unknownIsFree);
        var n = north && CellCost.IsPassable(cells[i - width], unknownIsFree);
        var mask = 0u;
        if (e)
            mask |= 1u << Move.E;
        if (s)
            mask |= 1u << Move.S;
        if (w)
            mask |= 1u << Move.W;
        if (n)
            mask |= 1u << Move.N;
        if (s && e && CellCost.IsPassable(cells[i + width + 1], unknownIsFree))
            mask |= 1u << Move.SE;
        if (s && w && CellCost.IsPassable(cells[i + width - 1], unknownIsFree))
            mask |= 1u << Move.SW;
        if (n && w && CellCost.IsPassable(cells[i - width - 1], unknownIsFree))
            mask |= 1u << Move.NW;
        if (n && e && CellCost.IsPassable(cells[i - width + 1], unknownIsFree))
            mask |= 1u << Move.NE;
        return mask;
    }
}
