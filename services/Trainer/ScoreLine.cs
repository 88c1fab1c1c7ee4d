using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime.Measuring;
using Trm.Grid.Trainer.Courses;

namespace Trm.Grid.Trainer;

/// <summary>
/// Tells what weights reach on puzzles with a checker, without an export and on any device of torch's: one JSON object with the figures of an evaluation. A
/// network of millions of parameters takes hours for thousands of puzzles on a CPU, and minutes on a GPU.
/// </summary>
internal static class ScoreLine
{
    private const string Views = "views";
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(10);

    /// <param name="weights">A safetensors file as <see cref="WeightsFile"/> reads it, or a run's checkpoint.</param>
    /// <param name="presetName">A preset of its task. The network is its own, unless the file says which it is.</param>
    /// <param name="data">A CSV file of Sudokus or mazes with their answers.</param>
    /// <param name="settings">NAME=VALUE: views, and the preset's settings. device, precision (fp32 unless said), batch, threads, cycles and max_steps matter here.</param>
    /// <param name="output">Takes the line.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="ArgumentException">Something does not fit; the message says what.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static int Print(string weights, string presetName, string data, IReadOnlyList<string> settings, TextWriter output, CancellationToken stop)
    {
        var preset = Course.PresetOf(presetName);
        var (views, overrides) = Read(settings);
        var found = WeightsFile.ConfigurationOf(weights) ?? preset.Configuration;
        if (found.Shape.Task != preset.Configuration.Shape.Task)
            throw new ArgumentException($"scoring {weights}: expected a preset of its task, {found.Shape.Task}, {preset.Name} is of {preset.Configuration.Shape.Task}; name another one");
        var (configuration, recipe) = Overrides.Apply(found, preset.Recipe, overrides);
        configuration.Check();
        recipe.Check();
        var (count, measure) = PuzzlesOf(data, configuration.Shape);
        var precision = recipe.Precision == Precision.Auto ? Precision.Fp32 : recipe.Precision;
        using var network = WeightsFile.Open(weights, configuration, precision, recipe.Device);
        using var model = new NetworkStepModel(network, recipe.Threads);
        var options = new MeasuringOptions { Views = views, Slots = recipe.Batch, SideBySide = false };
        var reported = Stopwatch.GetTimestamp();
        var reached = measure(model, options, Progress, stop);
        output.WriteLine(JsonSerializer.Serialize(new
        {
            Preset = preset.Name, Device = network.DeviceName, Precision = precision, Parameters = network.ParameterCount, Puzzles = count,
            Steps = configuration.MaxSteps, configuration.Cycles, Views = views, recipe.Batch, reached.Metrics, reached.ByStep, reached.VerifiedByStep,
            BySource = reached.BySource.ToDictionary(source => source.Key, source => new { source.Value.Count, source.Value.Exact, source.Value.Verified }),
        }, ModelJson.Options));
        return ExitCode.Proven;

        void Progress(int done)
        {
            if (Stopwatch.GetElapsedTime(reported) < Report)
                return;
            reported = Stopwatch.GetTimestamp();
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {count} puzzles"));
        }
    }

    private static (int Views, Dictionary<string, string> Overrides) Read(IReadOnlyList<string> settings)
    {
        var overrides = new Dictionary<string, string>();
        foreach (var setting in settings)
        {
            var parts = setting.Split('=', 2);
            if (parts.Length < 2 || !overrides.TryAdd(parts[0], parts[1]))
                throw new ArgumentException($"scoring: expected settings as NAME=VALUE, each once, got '{setting}'");
        }
        var views = 1;
        if (overrides.Remove(Views, out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out views) || views < 1))
            throw new ArgumentException($"scoring: expected {Views}=N with N of at least 1, got '{text}'");
        return (views, overrides);
    }

    private delegate Measurement Measure(NetworkStepModel model, MeasuringOptions options, Action<int> done, CancellationToken stop);

    private static (int Count, Measure Measure) PuzzlesOf(string data, TaskShape shape)
    {
        switch (shape.Task)
        {
            case SudokuTask.Name:
                var sudokus = DatasetFile.Sudokus(data);
                RequireSize(sudokus.Select(puzzle => (puzzle.Question.Side, puzzle.Question.Side)));
                return (sudokus.Count, (model, options, done, stop) => PuzzleMeasure.OfSudokus(model, sudokus, options, done, stop));
            case MazeTask.Name:
                var mazes = DatasetFile.Mazes(data);
                RequireSize(mazes.Select(maze => (maze.Question.Height, maze.Question.Width)));
                return (mazes.Count, (model, options, done, stop) => PuzzleMeasure.OfMazes(model, mazes, options, done, stop));
            default:
                throw new ArgumentException($"scoring a network of {shape.Task}: expected one of {SudokuTask.Name} or {MazeTask.Name}, whose answers a checker judges; others are evaluated once they are packaged");
        }

        void RequireSize(IEnumerable<(int Height, int Width)> sizes)
        {
            if (!sizes.Any())
                throw new ArgumentException($"scoring on {data}: expected at least one puzzle, got none");
            foreach (var (height, width) in sizes)
                if ((shape.Height != 0 && shape.Height != height) || (shape.Width != 0 && shape.Width != width))
                    throw new ArgumentException($"scoring on {data}: expected puzzles of {shape.Height}x{shape.Width} cells, got one of {height}x{width}; choose questions of the network's size");
        }
    }
}
