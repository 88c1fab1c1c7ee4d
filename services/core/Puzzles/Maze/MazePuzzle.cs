namespace Trm.Grid.Puzzles.Maze;

/// <summary>A maze with its answer: one shortest path drawn in.</summary>
public sealed record MazePuzzle
{
    public required MazeGrid Question { get; init; }

    public required MazeGrid Answer { get; init; }

    /// <summary>Cells of a shortest path, start and goal included.</summary>
    public int Length => Answer.Count(MazeCell.Path) + 2;

    /// <summary>Where it comes from, as its file says; empty when generated.</summary>
    public string Source { get; init; } = "";
}
