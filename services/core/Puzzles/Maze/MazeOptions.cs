namespace Trm.Grid.Puzzles.Maze;

/// <summary>What <see cref="MazeGenerator"/> shall make. The defaults are Maze-Hard's: walls and lengths as its 2,000 mazes have them.</summary>
public sealed record MazeOptions
{
    /// <summary>Rows and columns.</summary>
    public int Side { get; init; } = 30;

    /// <summary>Fewest walls; any number up to <see cref="MostWalls"/> is as likely as the next, before the easy mazes are thrown away.</summary>
    public int LeastWalls { get; init; } = 270;

    public int MostWalls { get; init; } = 450;

    /// <summary>Fewest cells of a shortest path, start and goal included.</summary>
    public int LeastLength { get; init; } = 110;

    /// <summary>Maze-Hard's shares on another grid: 30 to 50 % walls, a shortest path of 11 cells for every 3 rows.</summary>
    public static MazeOptions Hard(int side) =>
        new() { Side = side, LeastWalls = side * side * 3 / 10, MostWalls = side * side / 2, LeastLength = side * 11 / 3 };

    internal void Validate()
    {
        // At twice the side and more, hardly any maze of scattered walls has a path that long on a small grid.
        if (Side is < 3 or > 512 || LeastWalls < 0 || MostWalls < LeastWalls || MostWalls > Side * Side - 2 || LeastLength < 2 || LeastLength > 5 * Side)
            throw new ArgumentException($"generating mazes: expected a side of 3 to 512, 0 <= LeastWalls <= MostWalls < cells - 1 and a LeastLength of 2 to 5 sides, got {this}");
    }
}
