namespace Trm.Grid.Puzzles.Maze;

/// <summary>Mazes as a network sees them, of any size. Tokens and classes: 0 padding, then those of <see cref="MazeCell"/>.</summary>
public static class MazeTask
{
    public const string Name = "maze";

    public const int Classes = 6;

    /// <summary>Classes that an auxiliary head chooses from: down, left, right, up.</summary>
    public const int Moves = 4;

    public static TaskShape Shape { get; } = new() { Task = Name, Input = InputKind.Tokens, Vocabulary = Classes, Classes = Classes };

    /// <summary>
    /// The maze as an example; walls are scored like all other cells. What an auxiliary head is taught is the move of every cell from which the goal can be
    /// reached: the first of down, left, right, up on a shortest path, as the answer takes it from the start.
    /// </summary>
    public static Example Example(MazePuzzle puzzle)
    {
        var (tokens, targets) = (new int[puzzle.Question.Cells.Length], new uint[puzzle.Question.Cells.Length]);
        for (var i = 0; i < tokens.Length; i++)
            (tokens[i], targets[i]) = (puzzle.Question.Cells[i], 1u << puzzle.Answer.Cells[i]);
        return new() { Height = puzzle.Question.Height, Width = puzzle.Question.Width, Tokens = tokens, Targets = targets, Auxiliary = MazeSolver.Moves(puzzle.Question) };
    }
}
