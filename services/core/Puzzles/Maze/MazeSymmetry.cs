using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>Mazes under the eight symmetries of <see cref="Dihedral"/>.</summary>
public static class MazeSymmetry
{
    /// <summary>The maze under a symmetry.</summary>
    public static MazeGrid Apply(int view, MazeGrid maze)
    {
        var (height, width) = Dihedral.Size(view, maze.Height, maze.Width);
        var (start, perColumn, perRow) = Dihedral.Strides(view, maze.Height, maze.Width);
        var cells = new byte[maze.Cells.Length];
        for (int row = 0, i = 0; row < maze.Height; row++)
            for (var column = 0; column < maze.Width; column++, i++)
                cells[start + column * perColumn + row * perRow] = maze.Cells[i];
        return new(height, width, cells);
    }

    /// <summary>Takes <see cref="Apply"/> back.</summary>
    /// <param name="view">The symmetry that was applied.</param>
    /// <param name="turned">The maze under it.</param>
    public static MazeGrid Undo(int view, MazeGrid turned)
    {
        var (height, width) = Dihedral.Size(view, turned.Height, turned.Width);
        var (start, perColumn, perRow) = Dihedral.Strides(view, height, width);
        var cells = new byte[turned.Cells.Length];
        for (int row = 0, i = 0; row < height; row++)
            for (var column = 0; column < width; column++, i++)
                cells[i] = turned.Cells[start + column * perColumn + row * perRow];
        return new(height, width, cells);
    }

    /// <summary>The first of the maze's eight symmetries by height and then by text: equal for mazes that are symmetries of each other.</summary>
    public static string Canonical(MazeGrid maze) => Enumerable.Range(0, Dihedral.Count)
        .Select(view => Apply(view, maze)).Select(turned => $"{turned.Height}:{turned}").Min(StringComparer.Ordinal)!;
}
