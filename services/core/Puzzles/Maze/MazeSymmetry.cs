using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>Mazes under the eight symmetries of <see cref="Dihedral"/>.</summary>
public static class MazeSymmetry
{
    /// <summary>The maze under a symmetry.</summary>
    public static MazeGrid Apply(int view, MazeGrid maze)
    {
        var (height, width) = Dihedral.Size(view, maze.Height, maze.Width);
        return new(height, width, Dihedral.Apply(view, maze.Cells, maze.Height, maze.Width));
    }

    /// <summary>Takes <see cref="Apply"/> back.</summary>
    /// <param name="view">The symmetry that was applied.</param>
    /// <param name="turned">The maze under it.</param>
    public static MazeGrid Undo(int view, MazeGrid turned)
    {
        var (height, width) = Dihedral.Size(view, turned.Height, turned.Width);
        return new(height, width, Dihedral.Undo(view, turned.Cells, height, width));
    }

    /// <summary>The first of the maze's eight symmetries by height and then by text: equal for mazes that are symmetries of each other.</summary>
    public static string Canonical(MazeGrid maze) => Enumerable.Range(0, Dihedral.Count)
        .Select(view => Apply(view, maze)).Select(turned => $"{turned.Height}:{turned}").Min(StringComparer.Ordinal)!;
}
