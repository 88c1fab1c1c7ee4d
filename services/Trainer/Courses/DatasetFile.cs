using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Demonstrations;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Trainer.Courses;

/// <summary>Examples from a file instead of a preset's generator.</summary>
internal static class DatasetFile
{
    private const int HeldOutPuzzles = 256;
    private const int HeldOutMazes = 64;

    /// <summary>What such a run is measured on, which is not in its file but generated; null where nothing generates it.</summary>
    public static IExampleSource? HeldOut(TaskShape shape) =>
        shape.Task == SudokuTask.Name ? SudokuExamples.Generated((int)Math.Sqrt(shape.Height), HeldOutPuzzles, Course.HeldOutSeed) : null;

    // A dataset stays open as long as the process draws from it, which is to its end.
    private static readonly Dictionary<string, Dataset> Opened = [];

    /// <returns>What to train on, and what the file itself holds back to measure on; null where it holds nothing back.</returns>
    /// <exception cref="ArgumentException">The task reads no files, or the file does not fit it.</exception>
    /// <exception cref="FormatException">The file has no header.</exception>
    /// <exception cref="DatasetException">A dataset's bytes were changed.</exception>
    public static (IExampleSource Training, IExampleSource? HeldOut) Read(string path, TaskShape shape, long seed, Recipe recipe) => (shape.Task, Dataset.IsDataset(path)) switch
    {
        (SudokuTask.Name, true) => (Fitting(SudokuExamples.From(Open(path, DatasetKind.Sudoku), seed, recipe.Augmentations), shape), null),
        (MazeTask.Name, true) => Mazes(shape, MazeExamples.ListOf(Open(path, DatasetKind.Maze)), seed, recipe),
        (GridsTask.Name, true) => GridsExamples.From(Open(path, DatasetKind.Grids), seed),
        (SudokuTask.Name, _) => (Fitting(SudokuExamples.From(Sudokus(path), seed, recipe.Augmentations), shape), null),
        (MazeTask.Name, _) => Mazes(shape, Mazes(path), seed, recipe),
        (_, true) when shape.Task == PlannerTask.Shape.Task => (DemonstrationExamples.From(Open(path, DatasetKind.Demonstrations), seed), null),
        (ArcTask.Name, true) => Arc(new(Open(path, DatasetKind.Arc), seed, recipe.Augmentations, shape.Height)),
        (ArcTask.Name, _) => throw new ArgumentException("training on ARC tasks: expected a dataset; make one with data import arc"),
        (GridsTask.Name, _) => throw new ArgumentException("training on a task of your own: expected a dataset; make one with data import jsonl"),
        _ => throw new ArgumentException($"training {shape.Task} on a dataset: expected a preset whose task is {SudokuTask.Name}, {MazeTask.Name}, {ArcTask.Name}, {GridsTask.Name} or {PlannerTask.Shape.Task}; leave dataset_digest empty"),
    };

    private static (IExampleSource Training, IExampleSource? HeldOut) Arc(ArcExamples tasks)
    {
        if (tasks.PassedOver > 0)
            Console.Error.WriteLine($"passed over {tasks.PassedOver} tasks with a grid larger than {tasks.Height}x{tasks.Width}, {tasks.Tasks.Count} are left");
        return (tasks, ArcTests.Of(tasks));
    }

    private static Dataset Open(string path, DatasetKind kind)
    {
        if (!Opened.TryGetValue(path, out var dataset))
            Opened[path] = dataset = Dataset.Open(path);
        return dataset.Kind == kind ? dataset : throw new ArgumentException($"reading the dataset: expected one of {kind}, it is of {dataset.Kind}; choose a preset of its task");
    }

    /// <summary>The Sudokus of a CSV file.</summary>
    /// <exception cref="ArgumentException">A row is unsound.</exception>
    public static IReadOnlyList<SudokuPuzzle> Sudokus(string path)
    {
        using var reader = new StreamReader(path);
        var rows = SudokuCsv.Proper(SudokuCsv.Read(reader)).ToList();
        var rejected = rows.FindAll(row => row.Puzzle is null);
        return rejected.Count == 0 ? rows.ConvertAll(row => row.Puzzle!) : throw Unsound(rejected[0].Line, rejected[0].Fault, rejected.Count, rows.Count - rejected.Count);
    }

    /// <summary>Whole mazes are measured on what the preset holds out; windows on windows of other mazes.</summary>
    private static (IExampleSource Training, IExampleSource? HeldOut) Mazes(TaskShape answer, IReadOnlyList<MazePuzzle> mazes, long seed, Recipe recipe)
    {
        if (recipe.Window == 0)
            return (MazeExamples.From(answer, mazes, seed, augment: recipe.Augmentations > 0), null);
        var others = Enumerable.Range(0, HeldOutMazes).Select(index => MazeGenerator.Draw(new(), Course.HeldOutSeed, index)).ToList();
        return (MazeExamples.Windows(answer, mazes, seed, recipe.Window), MazeExamples.Windows(answer, others, Course.HeldOutSeed, recipe.Window));
    }

    /// <summary>The mazes of a CSV file.</summary>
    /// <inheritdoc cref="Sudokus"/>
    public static IReadOnlyList<MazePuzzle> Mazes(string path)
    {
        var (puzzles, rejected) = MazeCsv.Load(path);
        return rejected.Count == 0 ? puzzles : throw Unsound(rejected[0].Line, rejected[0].Fault, rejected.Count, puzzles.Count);
    }

    private static ArgumentException Unsound(int line, string fault, int unsound, int sound) =>
        new($"reading the dataset: line {line} {fault}; {unsound} rows are unsound, {sound} sound: correct the file and upload it again");

    private static SudokuExamples Fitting(SudokuExamples examples, TaskShape shape) => examples.Shape == shape
        ? examples
        : throw new ArgumentException($"reading the dataset: expected puzzles of {shape.Height}x{shape.Width} cells, got {examples.Height}x{examples.Width}; choose another preset");
}
