using Trm.Grid.Puzzles.Maze.Internal;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>
/// Makes mazes of scattered walls out of nothing but a seed, each with a long shortest path. The same seed gives the same maze everywhere.
/// Start and goal are drawn from all free cells and refused where they are near each other, which is how Maze-Hard's 2,000 mazes are spread.
/// </summary>
public static class MazeGenerator
{
    // Pairs of start and goal tried on one set of walls. One would be exact and slow; walls of which a sixty-fourth of all pairs is far are rare.
    private const int Pairs = 64;

    [ThreadStatic]
    private static MazeSearch? s_search;

    /// <param name="options">What kind of maze.</param>
    /// <param name="seed">Of a series of mazes.</param>
    /// <param name="index">Which of the series.</param>
    public static MazePuzzle Draw(MazeOptions options, long seed, long index = 0)
    {
        options.Validate();
        var dice = Dice.For(unchecked((ulong)seed), index);
        var (side, search) = (options.Side, s_search ??= new());
        var (cells, order) = (new byte[side * side], new int[side * side]);
        while (true)
        {
            var free = ScatterWalls(options, cells, order, ref dice);
            if (!HasLongPath(search, cells, options, free[dice.Between(0, free.Length - 1)]))
                continue;
            for (var pair = 0; pair < Pairs; pair++)
            {
                var (start, goal) = (free[dice.Between(0, free.Length - 1)], free[dice.Between(0, free.Length - 1)]);
                search.Run(cells, side, side, start);
                if (search.Steps(goal / side, goal % side) + 1 < options.LeastLength)
                    continue;
                (cells[start], cells[goal]) = (MazeCell.Start, MazeCell.Goal);
                return MazeSolver.Solve(new(side, side, cells))!;
            }
        }
    }

    /// <summary>Whether the walls are worth trying: from the cell farthest of any, the farthest cell is nearly as far as two cells can be.</summary>
    private static bool HasLongPath(MazeSearch search, ReadOnlySpan<byte> cells, MazeOptions options, int from)
    {
        search.Run(cells, options.Side, options.Side, from);
        if (search.Reached < options.LeastLength || 2 * search.Eccentricity + 1 < options.LeastLength)
            return false;
        search.Run(cells, options.Side, options.Side, search.Farthest);
        return search.Eccentricity + 1 >= options.LeastLength;
    }

    /// <returns>The free cells.</returns>
    private static ReadOnlySpan<int> ScatterWalls(MazeOptions options, Span<byte> cells, Span<int> order, ref Dice dice)
    {
        var walls = dice.Between(options.LeastWalls, options.MostWalls);
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        cells.Fill(MazeCell.Free);
        for (var i = 0; i < walls; i++)
        {
            var other = dice.Between(i, order.Length - 1);
            (order[i], order[other]) = (order[other], order[i]);
            cells[order[i]] = MazeCell.Wall;
        }
        return order[walls..];
    }
}
