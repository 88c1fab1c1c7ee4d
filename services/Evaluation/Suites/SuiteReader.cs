using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Measuring;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Turns what a suite names into instances, the same ones each time.</summary>
internal sealed class SuiteReader(RegistryClient registry)
{
    // Far from the seeds that people give to training runs: an evaluation's maps must not be a run's own.
    private const ulong SeedsApart = 0x5eed_0000_0000_0000;

    // 2^64 over the golden ratio.
    private const ulong Scatter = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The suite in a few words.</summary>
    public static string NameOf(Suite suite) => suite.KindCase switch
    {
        Suite.KindOneofCase.GeneratedPlanning => $"planning/generated/{suite.GeneratedPlanning.Cells}/{suite.GeneratedPlanning.Count}/{suite.GeneratedPlanning.Seed}",
        Suite.KindOneofCase.GeneratedSudoku => $"sudoku/generated/{suite.GeneratedSudoku.Count}/{suite.GeneratedSudoku.Seed}",
        _ => $"dataset/{suite.DatasetDigest}",
    };

    /// <summary>The suite with what else decides a figure and was asked for: whoever reads one later must see that it is not the plain one.</summary>
    public static string NameOf(Suite suite, Precision precision)
    {
        string[] how =
        [
            .. precision == Precision.Int8 ? ["int8"] : Array.Empty<string>(),
            .. suite.MaxSteps > 0 ? [$"{suite.MaxSteps} steps"] : Array.Empty<string>(),
            .. suite.MaxViews > 0 ? [$"{suite.MaxViews} views"] : Array.Empty<string>(),
            .. suite.UntilVerified ? ["until verified"] : Array.Empty<string>(),
            .. suite.Followed ? ["followed"] : Array.Empty<string>(),
        ];
        return how.Length == 0 ? NameOf(suite) : $"{NameOf(suite)} ({string.Join(", ", how)})";
    }

    /// <summary>How a suite has puzzles measured.</summary>
    public static MeasuringOptions PuzzleOptions(Suite suite) => new()
    {
        Steps = suite.MaxSteps == 0 ? null : (int)suite.MaxSteps,
        Views = Math.Max(1, (int)suite.MaxViews),
        UntilVerified = suite.UntilVerified,
        Reading = suite.Followed ? PathReading.Followed : PathReading.Rollout,
    };

    /// <summary>How many instances there are, and whether they fit the model; all that can be known before anything is measured.</summary>
    /// <exception cref="GridException">SUITE_UNFIT, DATASET_INVALID, BLOB_NOT_FOUND.</exception>
    public async Task<int> CountAsync(Suite suite, Manifest model, CancellationToken cancellation)
    {
        SuiteCheck.RequireChecked(suite, model);
        switch (suite.KindCase)
        {
            case Suite.KindOneofCase.GeneratedPlanning:
                SuiteCheck.RequireTask(NameOf(suite), PlannerTask.Shape.Task, model);
                SuiteCheck.RequireSize(NameOf(suite), (int)suite.GeneratedPlanning.Cells, (int)suite.GeneratedPlanning.Cells, model);
                return (int)suite.GeneratedPlanning.Count;
            case Suite.KindOneofCase.GeneratedSudoku:
                RequireSudoku(suite, model);
                return (int)suite.GeneratedSudoku.Count;
            default:
                return (await ReadAsync(suite, model, cancellation).ConfigureAwait(false)).Count;
        }
    }

    /// <exception cref="GridException">SUITE_UNFIT, DATASET_INVALID, BLOB_NOT_FOUND.</exception>
    public async Task<IInstances> ReadAsync(Suite suite, Manifest model, CancellationToken cancellation)
    {
        switch (suite.KindCase)
        {
            case Suite.KindOneofCase.GeneratedPlanning:
                SuiteCheck.RequireTask(NameOf(suite), PlannerTask.Shape.Task, model);
                SuiteCheck.RequireSize(NameOf(suite), (int)suite.GeneratedPlanning.Cells, (int)suite.GeneratedPlanning.Cells, model);
                return await Task.Run(() => Generate(suite.GeneratedPlanning, cancellation), cancellation).ConfigureAwait(false);
            case Suite.KindOneofCase.GeneratedSudoku:
                return await Task.Run(() => Generate(suite.GeneratedSudoku, RequireSudoku(suite, model), cancellation), cancellation).ConfigureAwait(false);
            default:
                return Read(Parse(await registry.DownloadAsync(Digest.Parse(suite.DatasetDigest), cancellation).ConfigureAwait(false)), model);
        }
    }

    /// <returns>The side of a box in puzzles of the model's size.</returns>
    private static int RequireSudoku(Suite suite, Manifest model)
    {
        SuiteCheck.RequireTask(NameOf(suite), SudokuTask.Name, model);
        var box = model.Height == 4 ? 2 : 3;
        SuiteCheck.RequireSize(NameOf(suite), box * box, box * box, model);
        return box;
    }

    private static PlanningInstances Generate(GeneratedPlanning suite, CancellationToken cancellation)
    {
        var cells = (int)suite.Cells;
        var source = new PlannerExamples(new() { Seed = SeedsApart ^ suite.Seed, Canvas = cells, MinSize = cells });
        var cases = new List<PlanningCase>((int)suite.Count);
        for (var index = 0L; cases.Count < suite.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (map, goal) = source.DrawMap(index);
            var starts = StartsFor(map, goal);
            if (starts.Count > 0)
                cases.Add(new(map, starts[new Random(HashCode(suite.Seed, index)).Next(starts.Count)], goal));
        }
        return new(cases);
    }

    /// <summary>Cells that reach the goal and lie at least a quarter of the map away from it.</summary>
    private static List<Cell> StartsFor(CostMap map, Cell goal)
    {
        var field = DistanceField.To(goal, map);
        var apart = Math.Max(map.Width, map.Height) / 4;
        var starts = new List<Cell>();
        for (var y = 0; y < map.Height; y++)
            for (var x = 0; x < map.Width; x++)
                if (Math.Max(Math.Abs(x - goal.X), Math.Abs(y - goal.Y)) >= apart && field.Units(new(x, y)) != DistanceField.Unreachable)
                    starts.Add(new(x, y));
        return starts;
    }

    private static SudokuInstances Generate(GeneratedSudoku suite, int box, CancellationToken cancellation) => new([.. Enumerable.Range(0, (int)suite.Count).Select(index =>
    {
        cancellation.ThrowIfCancellationRequested();
        // Scattered, so that the suites of neighbouring seeds share no puzzle.
        return SudokuGenerator.Minimal(box, (long)(SeedsApart ^ (suite.Seed * Scatter)) + index);
    })]);

    private static EvaluationSet Parse(byte[] bytes)
    {
        try
        {
            return EvaluationSet.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new GridException(ErrorReason.DatasetInvalid, $"reading an evaluation set of {bytes.Length} bytes: expected the message EvaluationSet; {fault.Message}", fault);
        }
    }

    private static IInstances Read(EvaluationSet set, Manifest model)
    {
        var name = set.Name.Length == 0 ? "given" : set.Name;
        if (new[] { set.Planning.Count, set.Sudoku.Count, set.Maze.Count, set.Grid.Count }.Count(count => count > 0) != 1)
            throw new GridException(ErrorReason.DatasetInvalid, $"reading the evaluation set '{name}': expected planning, sudoku, maze or grid instances, got {set.Planning.Count}, {set.Sudoku.Count}, {set.Maze.Count} and {set.Grid.Count}");
        if (set.Planning.Count > 0)
        {
            SuiteCheck.RequireTask(name, PlannerTask.Shape.Task, model);
            var cases = set.Planning.Select(SuiteCheck.Case).ToList();
            cases.ForEach(given => SuiteCheck.RequireSize(name, given.Map.Height, given.Map.Width, model));
            return new PlanningInstances(cases);
        }
        if (set.Grid.Count > 0 && model.Task == ArcTask.Name)
        {
            var canvas = ArcTask.On(model.Height);
            return new ArcInstances([.. set.Grid.Select((given, index) => (given.Source, Pair(given, index, canvas)))]);
        }
        if (set.Grid.Count > 0)
        {
            SuiteCheck.RequireTask(name, GridsTask.Name, model);
            var shape = GridsTask.Shape(GridsTask.Name, model.Vocabulary - GridsTask.FirstValue, model.Height, model.Width);
            return new GridInstances([.. set.Grid.Select((given, index) => Pair(given, index, shape))]);
        }
        if (set.Maze.Count > 0)
        {
            SuiteCheck.RequireTask(name, MazeTask.Name, model);
            var mazes = set.Maze.Select(Maze).ToList();
            mazes.ForEach(given => SuiteCheck.RequireSize(name, given.Question.Height, given.Question.Width, model));
            return new MazeInstances(mazes);
        }
        SuiteCheck.RequireTask(name, SudokuTask.Name, model);
        var puzzles = set.Sudoku.Select(Puzzle).ToList();
        puzzles.ForEach(given => SuiteCheck.RequireSize(name, given.Question.Side, given.Question.Side, model));
        return new SudokuInstances(puzzles);
    }

    private static SudokuPuzzle Puzzle(SudokuInstance instance, int index)
    {
        if (!SudokuGrid.TryParse(instance.Puzzle, out var question, out var fault) || !SudokuGrid.TryParse(instance.Answer, out var answer, out fault))
            throw SuiteCheck.Invalid(index, fault);
        if (!SudokuRules.Answers(question, answer))
            throw SuiteCheck.Invalid(index, $"{instance.Answer} does not answer {instance.Puzzle}");
        return new() { Question = question, Answer = answer, Source = instance.Source };
    }

    private static GridPair Pair(GridInstance instance, int index, TaskShape shape)
    {
        try
        {
            var pair = new GridPair(NumberGridWire.ToGrid(instance.Question), NumberGridWire.ToGrid(instance.Answer));
            return (GridCanvas.FaultOf(pair.Question, shape) ?? GridCanvas.FaultOf(pair.Answer, shape)) is { } wrong ? throw SuiteCheck.Invalid(index, wrong) : pair;
        }
        catch (FormatException fault)
        {
            throw SuiteCheck.Invalid(index, fault.Message, fault);
        }
    }

    private static MazePuzzle Maze(MazeInstance instance, int index)
    {
        if (!MazeGrid.TryParse(instance.Maze, out var question, out var fault) || !MazeGrid.TryParse(instance.Answer, out var answer, out fault))
            throw SuiteCheck.Invalid(index, fault);
        if (MazeRules.FaultOf(question) is { } wrong)
            throw SuiteCheck.Invalid(index, wrong);
        return MazeSolver.Solve(question) is { } solved && MazeRules.Check(solved, answer).IsOptimal
            ? new() { Question = question, Answer = answer, Source = instance.Source }
            : throw SuiteCheck.Invalid(index, "the answer is no shortest path from S to G");
    }

    // The same number on every machine, which System.HashCode is not.
    private static int HashCode(ulong seed, long index) => (int)((seed * Scatter + (ulong)index * 0xBF58476D1CE4E5B9UL) >> 33);
}
