using Trm.Grid.Tests.Unit.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Maze;

/// <summary>The real files, where they lie beside the repository.</summary>
internal static class MazeData
{
    /// <summary>Path of a real file; skips the test where there is none.</summary>
    public static string File(string name) => Path.Combine(SharedData.Folder("maze-hard"), name);
}
