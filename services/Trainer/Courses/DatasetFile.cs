using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Trainer.Courses;

/// <summary>Examples from a file instead of a preset's generator.</summary>
internal static class DatasetFile
{
    private const int HeldOutPuzzles = 256;

    /// <summary>What such a run is measured on, which is not in its file but generated; null where nothing generates it.</summary>
    public static IExampleSource? HeldOut(TaskShape shape) =>
        shape.Task == SudokuTask.Name ? SudokuExamples.Generated((int)Math.Sqrt(shape.Height), HeldOutPuzzles, Course.HeldOutSeed) : null;

    /// <exception cref="ArgumentException">The task reads no files, or the file does not fit it.</exception>
    public static IExampleSource Examples(string path, TaskShape shape, long seed)
    {
        if (shape.Task != SudokuTask.Name)
            throw new ArgumentException($"training {shape.Task} on a dataset: expected a preset whose task is {SudokuTask.Name}; {shape.Task} examples are generated, leave dataset_digest empty");
        var (puzzles, rejected) = SudokuCsv.Load(path);
        if (rejected.Count > 0)
            throw new ArgumentException($"reading the dataset: line {rejected[0].Line} {rejected[0].Fault}; {rejected.Count} rows are unsound, {puzzles.Count} sound: correct the file and upload it again");
        var examples = SudokuExamples.From(puzzles, seed, augment: true);
        return examples.Shape == shape
            ? examples
            : throw new ArgumentException($"reading the dataset: expected puzzles of {shape.Height}x{shape.Width} cells, got {examples.Height}x{examples.Width}; choose another preset");
    }
}
