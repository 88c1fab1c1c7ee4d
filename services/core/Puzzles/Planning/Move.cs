namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// The eight moves, which are the planner's eight answer classes in this order: E, SE, S, SW, W, NW, N, NE.
/// y grows downwards, so the order is clockwise as seen on the picture. Odd numbers are diagonal.
/// </summary>
public static class Move
{
    public const int Count = 8;
    public const int E = 0, SE = 1, S = 2, SW = 3, W = 4, NW = 5, N = 6, NE = 7;

    /// <summary>[8] columns that a move adds.</summary>
    public static ReadOnlySpan<sbyte> Dx => [1, 1, 0, -1, -1, -1, 0, 1];

    /// <summary>[8] rows that a move adds.</summary>
    public static ReadOnlySpan<sbyte> Dy => [0, 1, 1, 1, 0, -1, -1, -1];

    public static bool IsDiagonal(int move) => (move & 1) != 0;

    public static int Opposite(int move) => (move + 4) & 7;

    public static Cell From(Cell cell, int move) => new(cell.X + Dx[move], cell.Y + Dy[move]);

    /// <summary>The move that leads from one cell to its neighbour, or -1 where the two are not neighbours.</summary>
    public static int Between(Cell from, Cell to)
    {
        for (var move = 0; move < Count; move++)
            if (from.X + Dx[move] == to.X && from.Y + Dy[move] == to.Y)
                return move;
        return -1;
    }
}
