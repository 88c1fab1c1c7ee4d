namespace Trm.Grid.Puzzles.Maze;

/// <summary>What a cell of a maze may be; the numbers are the network's tokens and classes, 0 is padding.</summary>
public static class MazeCell
{
    public const byte Wall = 1;
    public const byte Free = 2;
    public const byte Start = 3;
    public const byte Goal = 4;
    public const byte Path = 5;

    /// <summary>How files write the cells, token 1 first: a wall, a free cell, start, goal, and a free cell on the path.</summary>
    public const string Characters = "# SGo";
}
