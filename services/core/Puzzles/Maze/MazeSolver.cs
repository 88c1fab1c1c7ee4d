using Trm.Grid.Puzzles.Maze.Internal;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>The exact solver. Safe for several threads.</summary>
public static class MazeSolver
{
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

    private static (int Row, int Column) Next(MazeSearch search, int row, int column, int left) =>
        search.Steps(row + 1, column) == left ? (row + 1, column)
        : search.Steps(row, column - 1) == left ? (row, column - 1)
        : search.Steps(row, column + 1) == left ? (row, column + 1)
        : (row - 1, column);
}
