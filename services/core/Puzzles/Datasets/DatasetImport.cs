using Trm.Grid.Puzzles.Datasets.Internal;

namespace Trm.Grid.Puzzles.Datasets;

/// <summary>Turns files of others into datasets. What is unsound is left out and told with its row.</summary>
public static class DatasetImport
{
    /// <summary>The kinds of files, by the names that people type.</summary>
    public static IReadOnlyList<string> Sources { get; } = ["sudoku-csv", "maze-csv", "arc", "movingai", "jsonl"];

    /// <param name="source">One of <see cref="Sources"/>.</param>
    /// <param name="files">Files; of arc and jsonl folders too.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>The records, and the rows that were left out.</returns>
    /// <exception cref="FormatException">A file is not of this kind at all.</exception>
    public static (DatasetWriter Records, IReadOnlyList<RejectedRow> Rejected) Read(string source, IReadOnlyList<string> files, CancellationToken cancel = default)
    {
        var rejected = new List<RejectedRow>();
        DatasetKind kind;
        IEnumerable<DatasetRecord> records;
        (kind, records) = source switch
        {
            "sudoku-csv" => (DatasetKind.Sudoku, SudokuImport.Read(files, rejected)),
            "maze-csv" => (DatasetKind.Maze, MazeImport.Read(files, rejected)),
            "arc" => (DatasetKind.Arc, ArcImport.Read(files, rejected)),
            "movingai" => (DatasetKind.Paths, MovingAiImport.Read(files, rejected)),
            "jsonl" => (DatasetKind.Grids, JsonLinesImport.Read(files, rejected)),
            _ => throw new ArgumentException($"importing: expected one of {string.Join(", ", Sources)}, got '{source}'", nameof(source)),
        };
        var writer = new DatasetWriter(kind);
        foreach (var record in records)
        {
            cancel.ThrowIfCancellationRequested();
            writer.Add(record);
        }
        return (writer, rejected);
    }
}
