using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Demonstrations;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Verbs.Runs;

/// <summary>What a run shall train on, looked through before anything is uploaded or trained. Pairs of a task of one's own become a dataset on the way.</summary>
internal sealed class TrainingData : IDisposable
{
    readonly bool made;

    TrainingData(string path, bool made) => (Path, this.made) = (path, made);

    public string Path { get; }

    /// <exception cref="CommandFailedException">DATASET_INVALID with the first unsound row, or PRESET_NOT_FOUND.</exception>
    public static async Task<TrainingData> PrepareAsync(GridConnection grid, string preset, string path, Output output, CancellationToken cancellation)
    {
        var presets = (await grid.Training.ListPresetsAsync(new ListPresetsRequest(), Calls.Unary(cancellation))).Presets;
        var task = presets.FirstOrDefault(known => known.Name == preset)?.Task
            ?? throw new CommandFailedException("PRESET_NOT_FOUND", $"No preset has the name '{preset}'; there are {string.Join(", ", presets.Select(known => known.Name))}.");
        var isDataset = File.Exists(path) && Dataset.IsDataset(path);
        if (!isDataset && SourceOf(task) is { } source)
            return Import(source, path, output);
        if ((isDataset ? FaultOf(path, task) : FaultOfText(path, task)) is { } fault)
            throw new CommandFailedException("DATASET_INVALID", $"{System.IO.Path.GetFileName(path)}: {fault}; correct the file, nothing was trained.");
        return new(path, made: false);
    }

    public void Dispose()
    {
        if (made) File.Delete(Path);
    }

    /// <summary>What such files are imported as; null where the text itself is trained on.</summary>
    static string? SourceOf(string task) => task switch
    {
        ArcTask.Name => "arc",
        GridsTask.Name => "jsonl",
        _ => task == PlannerTask.Shape.Task ? "demonstrations" : null,
    };

    static TrainingData Import(string kind, string path, Output output)
    {
        var (records, rejected) = DatasetImport.Read(kind, [path]);
        if (rejected.Count > 0)
            throw new CommandFailedException("DATASET_INVALID",
                $"{rejected[0].File} row {rejected[0].Row}: {rejected[0].Reason}; {rejected.Count} rows are unsound, {records.Count} sound: correct them, or let data import {kind} leave them out.");
        if (records.Count == 0)
            throw new CommandFailedException("DATASET_INVALID", $"{path} holds no pair: expected {Form(kind)}.");
        var file = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"trm-grid-{Guid.NewGuid():n}.trmdata");
        var digest = records.Save(file);
        output.Say($"{records.Count} pairs, {digest}.");
        return new(file, made: true);
    }

    static string Form(string kind) => kind switch
    {
        "arc" => "tasks with the lists train and test",
        "demonstrations" => $"{DemonstrationFolder.ListName} with lines such as {{\"map\": \"hall.map\", \"path\": [[0, 0], [1, 1]]}}",
        _ => "lines such as {\"input\": [[0, 1]], \"output\": [[1, 0]]}",
    };

    static string? FaultOf(string path, string task)
    {
        using var dataset = Dataset.Open(path);
        var fits = task == PlannerTask.Shape.Task ? dataset.Kind == DatasetKind.Demonstrations : Enum.TryParse<DatasetKind>(task, ignoreCase: true, out var kind) && kind == dataset.Kind;
        return fits ? null : $"it is a dataset of {dataset.Kind}, the preset's task is {task}";
    }

    static string? FaultOfText(string path, string task)
    {
        try
        {
            using var reader = new StreamReader(path);
            return task switch
            {
                SudokuTask.Name => SudokuCsv.Proper(SudokuCsv.Read(reader)).Where(row => row.Puzzle is null).Select(row => $"line {row.Line}: {row.Fault}").FirstOrDefault(),
                MazeTask.Name => MazeCsv.Read(reader).Where(row => row.Puzzle is null).Select(row => $"line {row.Line}: {row.Fault}").FirstOrDefault(),
                _ => $"the task {task} is trained on generated examples only: leave --data out",
            };
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }
    }
}
