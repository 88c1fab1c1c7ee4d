using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Verbs.Runs;

/// <summary>Looks through a file of puzzles before anything is uploaded or trained.</summary>
internal static class TrainingData
{
    /// <exception cref="CommandFailedException">DATASET_INVALID with the first unsound row, or PRESET_NOT_FOUND.</exception>
    public static async Task RequireAsync(GridConnection grid, string preset, FileInfo file, CancellationToken cancellation)
    {
        var presets = (await grid.Training.ListPresetsAsync(new ListPresetsRequest(), Calls.Unary(cancellation))).Presets;
        var task = presets.FirstOrDefault(known => known.Name == preset)?.Task
            ?? throw new CommandFailedException("PRESET_NOT_FOUND", $"No preset has the name '{preset}'; there are {string.Join(", ", presets.Select(known => known.Name))}.");
        if (FaultOf(file.FullName, task) is { } fault)
            throw new CommandFailedException("DATASET_INVALID", $"{file.Name}: {fault}; correct the file, nothing was trained.");
    }

    static string? FaultOf(string path, string task)
    {
        try
        {
            if (Dataset.IsDataset(path))
            {
                using var dataset = Dataset.Open(path);
                return Enum.TryParse<DatasetKind>(task, ignoreCase: true, out var kind) && kind == dataset.Kind ? null : $"it is a dataset of {dataset.Kind}, the preset's task is {task}";
            }
            using var reader = new StreamReader(path);
            return task switch
            {
                SudokuTask.Name => SudokuCsv.Read(reader).Where(row => row.Puzzle is null).Select(row => $"line {row.Line}: {row.Fault}").FirstOrDefault(),
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
