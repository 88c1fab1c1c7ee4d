namespace Trm.Grid.Puzzles.Maze;

/// <summary>
/// Mazes as a network sees them, of any size. Tokens: 0 padding, then those of <see cref="MazeCell"/>. There are two ways to answer, which a
/// network's number of classes tells apart.
/// </summary>
public static class MazeTask
{
    public const string Name = "maze";

    /// <summary>Token values.</summary>
    public const int Tokens = 6;

    /// <summary>The papers' way: every cell's kind, the path among them. Classes are the tokens.</summary>
    public static TaskShape Cells { get; } = new() { Task = Name, Input = InputKind.Tokens, Vocabulary = Tokens, Classes = Tokens };

    /// <summary>
    /// A policy: the move from every cell, down, left, right or up, wherever the start is. It gives every free cell of a maze a lesson where the path
    /// gives one to an eighth of them, and the path that is read off it has no gaps and no strays.
    /// </summary>
    public static TaskShape Moves { get; } = Cells with { Classes = MazeSolver.Moves.Length };

    /// <summary>Both ways, for whoever takes either.</summary>
    public static IReadOnlyList<TaskShape> Answers { get; } = [Cells, Moves];

    /// <summary>
    /// The maze as an example of one of the two ways. The kinds of walls are scored like all others; moves are where the goal can be reached, and
    /// those along the path decide.
    /// </summary>
    public static Example Example(MazePuzzle puzzle, TaskShape answer)
    {
        var tokens = Array.ConvertAll(puzzle.Question.Cells.ToArray(), cell => (int)cell);
        var answered = puzzle.Answer.Cells.ToArray();
        return new()
        {
            Height = puzzle.Question.Height, Width = puzzle.Question.Width, Tokens = tokens,
            Targets = answer == Moves ? MazeSolver.MovesOf(puzzle.Question) : Array.ConvertAll(answered, cell => 1u << cell),
            Decisive = answer == Moves ? [.. Enumerable.Range(0, answered.Length).Where(cell => answered[cell] is MazeCell.Start or MazeCell.Path)] : [],
        };
    }
}
