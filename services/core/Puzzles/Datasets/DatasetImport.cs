using Trm.Grid.Puzzles.Datasets.Internal;

namespace Trm.Grid.Puzzles.Datasets;

/// <summary>Turns files of others into datasets. What is unsound is left out and told with its row.</summary>
public static class DatasetImport
{
    /// <summary>The kinds of files, by the names that people type.</summary>
    public static IReadOnlyList<string> Sources { get; } = ["sudoku-csv", "maze-csv", "arc", "movingai", "jsonl", "demonstrations"];

    /// <param name="source">One of <see cref="Sources"/>.</param>
    /// <param name="files">Files; of arc, jsonl and demonstrations folders too.</param>
    /// <param name="heldOut">Of arc: the files and folders among them whose tests are held out, while those of the others are trained on; none: all tests are.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>The records, and the rows that were left out.</returns>
    /// <exception cref="FormatException">A file is not of this kind at all.</exception>
    public static (DatasetWriter Records, IReadOnlyList<RejectedRow> Rejected) Read(string source, IReadOnlyList<string> files, IReadOnlyList<string>? heldOut = null, CancellationToken cancel = default)
    {
        var (records, rejected) = Records(source, files, heldOut);
        var writer = new DatasetWriter(KindOf(source));
        foreach (var record in records)
        {
            cancel.ThrowIfCancellationRequested();
            writer.Add(record);
        }
        return (writer, rejected);
    }

    /// <summary>The same without a dataset: records come as they are asked for, and what was left out is known once all of them were.</summary>
    /// <param name="source">One of <see cref="Sources"/>.</param>
    /// <param name="files">Files; of arc, jsonl and demonstrations folders too.</param>
    /// <param name="heldOut">As in <see cref="Read"/>.</param>
    /// <exception cref="FormatException">A folder where files are expected.</exception>
    public static (IEnumerable<DatasetRecord> Records, IReadOnlyList<RejectedRow> Rejected) Records(string source, IReadOnlyList<string> files, IReadOnlyList<string>? heldOut = null)
    {
        var rejected = new List<RejectedRow>();
        if (KindOf(source) is DatasetKind.Sudoku or DatasetKind.Maze or DatasetKind.Paths && files.FirstOrDefault(Directory.Exists) is { } folder)
            throw new FormatException($"importing {source}: expected files, {folder} is a folder; name the files in it");
        return (KindOf(source) switch
        {
            DatasetKind.Sudoku => SudokuImport.Read(files, rejected),
            DatasetKind.Maze => MazeImport.Read(files, rejected),
            DatasetKind.Arc => ArcImport.Read(files, heldOut ?? [], rejected),
            DatasetKind.Demonstrations => DemonstrationImport.Read(files, rejected),
            DatasetKind.Paths => MovingAiImport.Read(files, rejected),
            _ => JsonLinesImport.Read(files, rejected),
        }, rejected);
    }

    private static DatasetKind KindOf(string source) => source switch
    {
        "sudoku-csv" => DatasetKind.Sudoku,
        "maze-csv" => DatasetKind.Maze,
        "arc" => DatasetKind.Arc,
        "movingai" => DatasetKind.Paths,
        "jsonl" => DatasetKind.Grids,
        "demonstrations" => DatasetKind.Demonstrations,
        _ => throw new ArgumentException($"importing: expected one of {string.Join(", ", Sources)}, got '{source}'", nameof(source)),
    };
}
