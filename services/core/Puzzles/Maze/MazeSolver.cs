using Trm.Grid.Puzzles.Maze.Internal;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>The exact solver. Safe for several threads.</summary>
public static class MazeSolver
{
    /// <summary>[4] of <see cref="Move"/>, down, left, right, up: of several that lie on a shortest path an answer makes the first.</summary>
    public static ReadOnlySpan<int> Moves => [Move.S, Move.W, Move.E, Move.N];

    [ThreadStatic]
    private static MazeSearch? s_search;

    /// <summary>
    /// The answer that the files of Maze-Hard hold: from the start always to the first of down, left, right, up that lies on a shortest path.
    /// A symmetry of a maze has another such path: solve it anew instead of turning the answer.
    /// </summary>
    /// <returns>Null where no way leads from start to goal.</returns>
    /// <exception cref="ArgumentException">The question is no maze with one start, one goal and no path.</exception>
    public static MazePuzzle? Solve(MazeGrid question, string source = "")
    {
        if (MazeRules.FaultOf(question) is { } fault)
            throw new ArgumentException($"solving a maze: {fault}", nameof(question));
        var (width, cells) = (question.Width, question.Cells.ToArray());
        var (start, goal) = (Array.IndexOf(cells, MazeCell.Start), Array.IndexOf(cells, MazeCell.Goal));
        var search = s_search ??= new();
        search.Run(cells, question.Height, width, goal);
        var (row, column) = (start / width, start % width);
        var left = search.Steps(row, column);
        if (left < 0)
            return null;
        while (--left > 0)
        {
            (row, column) = Next(search, row, column, left);
            cells[row * width + column] = MazeCell.Path;
        }
        return new() { Question = question, Answer = new(question.Height, width, cells), Source = source };
    }

    /// <summary>
    /// The move that answers make from every cell: [height * width], a bit of its place in <see cref="Moves"/>; 0 on walls, on the goal and where no way
    /// leads to it.
    /// </summary>
    internal static uint[] MovesOf(MazeGrid question)
    {
        var moves = new uint[question.Cells.Length];
        var search = s_search ??= new();
        search.Run(question.Cells, question.Height, question.Width, question.Cells.IndexOf(MazeCell.Goal));
        for (var cell = 0; cell < moves.Length; cell++)
        {
            var (row, column) = (cell / question.Width, cell % question.Width);
            if (search.Steps(row, column) is var left and > 0)
                moves[cell] = 1u << MoveOf(search, row, column, left - 1);
        }
        return moves;
    }

    private static (int Row, int Column) Next(MazeSearch search, int row, int column, int left)
    {
        var move = Moves[MoveOf(search, row, column, left)];
        return (row + Move.Dy[move], column + Move.Dx[move]);
    }

    /// <summary>The first move to a cell from which so many steps are left; the last where it is none before.</summary>
    private static int MoveOf(MazeSearch search, int row, int column, int left) =>
        search.Steps(row + 1, column) == left ? 0 : search.Steps(row, column - 1) == left ? 1 : search.Steps(row, column + 1) == left ? 2 : 3;
}
