namespace Trm.Grid.Puzzles.Maze;

/// <summary>The checker. Sound: what it calls valid is valid.</summary>
public static class MazeRules
{
    /// <summary>Why a grid is no question, or null: a question has one start, one goal and no path.</summary>
    public static string? FaultOf(MazeGrid question) =>
        (question.Count(MazeCell.Start), question.Count(MazeCell.Goal), question.Count(MazeCell.Path)) is var (starts, goals, paths) && (starts, goals, paths) != (1, 1, 0)
            ? $"expected one S, one G and no o, got {starts}, {goals} and {paths}"
            : null;

    /// <summary>Judges an answer.</summary>
    /// <param name="puzzle">The maze with the answer that counts as exact.</param>
    /// <param name="answer">What was answered.</param>
    public static MazeReport Check(MazePuzzle puzzle, MazeGrid answer)
    {
        var length = LengthOf(puzzle.Question, answer);
        return new(length > 0, length > 0 && length == puzzle.Length, answer.Equals(puzzle.Answer), length);
    }

    /// <summary>Cells of the answer's path, start and goal included; 0 unless the maze is kept and the way from S to G uses every o cell.</summary>
    public static int LengthOf(MazeGrid question, MazeGrid answer)
    {
        if (answer.Height != question.Height || answer.Width != question.Width || !Keeps(question.Cells, answer.Cells))
            return 0;
        // From the start on every cell must have exactly one neighbour to go on to: two would be a fork, a detour or a stray beside the path.
        var at = answer.Cells.IndexOf(MazeCell.Start);
        var (before, length) = (-1, 1);
        while (answer.Cells[at] != MazeCell.Goal)
        {
            var next = Onward(answer, at, before);
            if (next < 0)
                return 0;
            (before, at) = (at, next);
            length++;
        }
        return length == answer.Count(MazeCell.Path) + 2 ? length : 0;
    }

    private static bool Keeps(ReadOnlySpan<byte> question, ReadOnlySpan<byte> answer)
    {
        for (var i = 0; i < question.Length; i++)
            if (answer[i] != question[i] && (answer[i] != MazeCell.Path || question[i] != MazeCell.Free))
                return false;
        return true;
    }

    /// <summary>The one neighbour on the path that is not the cell before; -1 where there is none or more than one.</summary>
    private static int Onward(MazeGrid answer, int at, int before)
    {
        var (row, column, width) = (at / answer.Width, at % answer.Width, answer.Width);
        var (only, count) = (-1, 0);
        ReadOnlySpan<(bool Inside, int Cell)> neighbours =
            [(row + 1 < answer.Height, at + width), (column > 0, at - 1), (column + 1 < width, at + 1), (row > 0, at - width)];
        foreach (var (inside, cell) in neighbours)
            if (inside && cell != before && answer.Cells[cell] is MazeCell.Path or MazeCell.Goal)
                (only, count) = (cell, count + 1);
        return count == 1 ? only : -1;
    }
}
