using Trm.Grid.Puzzles.Maze.Internal;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>Mazes cut out of larger ones, with a start and a goal of their own.</summary>
internal static class MazeWindow
{
    // The farthest of so many cells is the goal: long ways teach more than short ones, and all lengths come.
    private const int Goals = 3;

    [ThreadStatic]
    private static MazeSearch? s_search;

    /// <param name="mazes">Where to cut.</param>
    /// <param name="seed">Of a series of windows.</param>
    /// <param name="index">Which of the series.</param>
    /// <param name="side">Rows and columns of the window.</param>
    public static MazePuzzle Draw(IReadOnlyList<MazePuzzle> mazes, long seed, long index, int side)
    {
        var dice = Dice.For(unchecked((ulong)seed), index);
        var search = s_search ??= new();
        while (true)
        {
            var drawn = mazes[dice.Between(0, mazes.Count - 1)];
            var maze = MazeSymmetry.Apply(dice.Between(0, Planning.Dihedral.Count - 1), drawn.Question);
            var cells = Cut(maze, dice.Between(0, maze.Height - side), dice.Between(0, maze.Width - side), side);
            var start = dice.Between(0, cells.Length - 1);
            if (cells[start] == MazeCell.Wall)
                continue;
            search.Run(cells, side, side, start);
            // A start that is walled in, or nearly, teaches nothing.
            if (search.Reached < 2 * side)
                continue;
            cells[Goal(search, cells, side, start, ref dice)] = MazeCell.Goal;
            cells[start] = MazeCell.Start;
            return MazeSolver.Solve(new(side, side, cells), drawn.Source)!;
        }
    }

    private static byte[] Cut(MazeGrid maze, int top, int left, int side)
    {
        var cells = new byte[side * side];
        for (var row = 0; row < side; row++)
            maze.Cells.Slice((top + row) * maze.Width + left, side).CopyTo(cells.AsSpan(row * side));
        foreach (ref var cell in cells.AsSpan())
            cell = cell == MazeCell.Wall ? MazeCell.Wall : MazeCell.Free;
        return cells;
    }

    private static int Goal(MazeSearch search, byte[] cells, int side, int start, ref Dice dice)
    {
        var (goal, far) = (-1, 0);
        for (var tried = 0; tried < Goals;)
        {
            var cell = dice.Between(0, cells.Length - 1);
            var steps = search.Steps(cell / side, cell % side);
            if (cell == start || steps < 0)
                continue;
            tried++;
            if (steps > far)
                (goal, far) = (cell, steps);
        }
        return goal;
    }
}
