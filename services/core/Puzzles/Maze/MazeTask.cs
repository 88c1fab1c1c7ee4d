namespace Trm.Grid.Puzzles.Maze;

/// <summary>Mazes as a network sees them, of any size. Tokens and classes: 0 padding, then those of <see cref="MazeCell"/>.</summary>
public static class MazeTask
{
    public const string Name = "maze";

    public const int Classes = 6;

    public static TaskShape Shape { get; } = new() { Task = Name, Input = InputKind.Tokens, Vocabulary = Classes, Classes = Classes };

    /// <summary>The maze as an example; walls are scored like all other cells.</summary>
    public static Example Example(MazePuzzle puzzle)
    {
        var (tokens, targets) = (new int[puzzle.Question.Cells.Length], new uint[puzzle.Question.Cells.Length]);
        for (var i = 0; i < tokens.Length; i++)
            (tokens[i], targets[i]) = (puzzle.Question.Cells[i], 1u << puzzle.Answer.Cells[i]);
        return new() { Height = puzzle.Question.Height, Width = puzzle.Question.Width, Tokens = tokens, Targets = targets };
    }
}
