using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>Mazes out of CSV files.</summary>
internal static class MazeImport
{
    public static IEnumerable<DatasetRecord> Read(IReadOnlyList<string> files, List<RejectedRow> rejected)
    {
        foreach (var file in files)
        {
            using var reader = new StreamReader(file);
            foreach (var row in MazeCsv.Read(reader))
                if (row.Puzzle is { } maze)
                    yield return new() { Question = GridOf(maze.Question), Answer = GridOf(maze.Answer), Group = maze.Source };
                else
                    rejected.Add(new(Path.GetFileName(file), row.Line, row.Fault));
        }
    }

    private static ByteGrid GridOf(MazeGrid maze) => new(maze.Height, maze.Width, maze.Cells);
}
