using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Verbs.Models;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

internal static class EvaluateVerb
{
    static readonly Argument<ModelReference?> Model = ModelArguments.Reference();
    static readonly Option<ModelReference?> Against = new("--against") { Description = "Another version to measure on the same instances: how the two differ, with a 95 % confidence interval.", HelpName = "MODEL", CustomParser = ModelArguments.Parse };
    static readonly Option<FileInfo> Data = new("--data") { Description = "Sudoku and mazes: a CSV file with the columns source,question,answer,rating; Sudoku: a list of puzzles too. A task of your own: JSON lines, a folder of them, or a dataset. ARC: a folder of tasks, challenges, or a dataset. Planners: demonstrated paths, a folder or a dataset; MovingAI scenarios, a .scen file or a dataset.", HelpName = "FILE" };
    static readonly Option<int?> Limit = new("--limit") { Description = "Files: so many rows, drawn at random.", HelpName = "N" };
    static readonly Option<int> Generate = new("--generate") { Description = "Sudoku: so many generated minimal puzzles. Mazes: so many of Maze-Hard's kind. Planners: so many maps of all families.", HelpName = "N" };
    static readonly Option<DirectoryInfo> Maps = new("--maps") { Description = "Planners: a folder with .map and .yaml maps.", HelpName = "DIR" };
    static readonly Option<int> Cells = new("--cells") { Description = "Planners: rows and columns of the windows; generated mazes and maps: of each.", HelpName = "N", DefaultValueFactory = _ => 32 };
    static readonly Option<int> Pairs = new("--pairs") { Description = "Planners: how many windows, each with a start and a goal.", HelpName = "P", DefaultValueFactory = _ => 500 };
    static readonly Option<ulong> Seed = new("--seed") { Description = "What is drawn.", HelpName = "S" };
    static readonly Option<uint> Steps = new("--steps") { Description = "Supervision steps at most; else the model's own limit.", HelpName = "K" };
    static readonly Option<uint> Views = new("--views") { Description = "Symmetries of each question to try at most, or digits supposed of a Sudoku by a network to which all are the same; else 1, of planners 4 as robots ask, of ARC all that the model knows.", HelpName = "N" };
    static readonly Option<bool> Followed = new("--followed") { Description = "Planners and mazes: read paths off by the network's likeliest moves alone, not by rollouts of them." };
    static readonly Option<bool> UntilVerified = new("--until-verified") { Description = "Sudoku and mazes: a puzzle stops at its first verified answer, as solving does; else each takes all steps, as papers measure." };
    static readonly Option<string> Precision = new("--precision") { Description = "fp32 or int8.", DefaultValueFactory = _ => "fp32" };

    public static Command Create()
    {
        Precision.AcceptOnlyFromAmong("fp32", "int8");
        Ranges.Require(Cells, 9, 512);
        Ranges.Require(Pairs, 1, 1_000_000);
        Ranges.Require(Limit, 1, 10_000_000);
        Ranges.Require(Generate, 1, 100_000);
        Ranges.Require(Steps, 1, 4096);
        Ranges.Require(Views, 1, 1024);
        var command = Verb.Of("evaluate", "Measures a model on puzzles or maps from files; only the network's own answers count.",
            [Model, Against, Data, Limit, Generate, Maps, Cells, Pairs, Seed, Steps, Views, Followed, UntilVerified, Precision], EvaluateAsync);
        command.Validators.Add(result =>
        {
            if (new Option[] { Data, Maps, Generate }.Count(source => result.GetResult(source) is { Implicit: false }) != 1)
                result.AddError("Name one of --data FILE, --generate N (Sudoku, mazes and planners) and --maps DIR (planners).");
        });
        return command;
    }

    static async Task EvaluateAsync(VerbCall call)
    {
        if (call.Value(Data) is { Exists: false } missing && !Directory.Exists(missing.FullName)) throw new FileNotFoundException($"There is no file of puzzles at {missing.FullName}.");
        var maps = call.Value(Maps) is { } folder ? MapFolder.Read(folder.FullName, call.Output, call.Cancellation) : null;
        await using var grid = await call.ConnectAsync(GridRoles.Evaluation, GridRoles.Registry);
        var version = await grid.Packages.FindAsync(call.Required(Model)!, call.Cancellation);
        var against = call.Value(Against) is { } other ? await grid.Packages.FindAsync(other, call.Cancellation) : null;
        var manifest = Manifest.Parse(version.Manifest.Span);
        var task = manifest.Task;
        var set = maps is not null ? new MapPairs(call.Value(Cells), call.Value(Pairs), call.Value(Seed)).Cut(maps) : PuzzlesFor(manifest, call);
        var suite = new Suite { MaxSteps = call.Value(Steps), MaxViews = call.Value(Views), Followed = call.Value(Followed), UntilVerified = call.Value(UntilVerified) };
        if (set is not null)
            suite.DatasetDigest = (await grid.Packages.UploadAsync(set.ToByteArray(), call.Cancellation)).ToString();
        else if (task == SudokuTask.Name)
            suite.GeneratedSudoku = new() { Count = (uint)call.Value(Generate), Seed = call.Value(Seed) };
        else
            suite.GeneratedPlanning = new() { Count = (uint)call.Value(Generate), Cells = (uint)call.Value(Cells), Seed = call.Value(Seed) };
        var request = new StartEvaluationRequest { Model = version.Model, VersionDigest = version.Digest, BaselineDigest = against?.Digest ?? "", Precision = call.Value(Precision)!, Suite = suite };
        var evaluation = await EvaluationFollower.RunAsync(grid, request, $"evaluating {version.Model}", call.Output, call.Cancellation);
        switch (task)
        {
            case SudokuTask.Name:
                call.Output.Finish(new CheckedScores(evaluation), GridJson.Default.CheckedScores, console => Show(console, evaluation));
                break;
            case MazeTask.Name:
                call.Output.Finish(new MazeScores(evaluation), GridJson.Default.MazeScores, console => Show(console, evaluation));
                break;
            case ArcTask.Name:
                call.Output.Finish(new ArcScores(evaluation), GridJson.Default.ArcScores, console => Show(console, evaluation));
                break;
            case GridsTask.Name:
                call.Output.Finish(new GridScores(evaluation), GridJson.Default.GridScores, console => Show(console, evaluation));
                break;
            default:
                call.Output.Finish(PlanningScores.Of(evaluation), GridJson.Default.PlanningScores, console => Show(console, evaluation));
                break;
        }
    }

    /// <returns>Null where the questions are generated, Sudokus and maps, which the service draws itself.</returns>
    static EvaluationSet? PuzzlesFor(Manifest model, VerbCall call)
    {
        var task = model.Task;
        if (call.Value(Data) is not { } file)
            return task switch
            {
                MazeTask.Name => MazeRows.Generate(call.Value(Generate), call.Value(Cells), call.Value(Seed), call.Cancellation),
                SudokuTask.Name => null,
                _ when task == PlannerTask.Shape.Task => null,
                _ => throw new CommandFailedException("SUITE_UNFIT", $"There are no generated questions for a model of the task {task}: name its own with --data."),
            };
        return task switch
        {
            MazeTask.Name => MazeRows.Read(file.FullName, call.Value(Limit), call.Value(Seed), call.Output),
            ArcTask.Name => ArcRows.Read(file.FullName, model, call.Value(Limit), call.Value(Seed), call.Output),
            _ when task == PlannerTask.Shape.Task => PathRows.Read(file.FullName, call.Value(Limit), call.Value(Seed), call.Output),
            GridsTask.Name => GridRows.Read(file.FullName, call.Value(Limit), call.Value(Seed), call.Output),
            _ => SudokuRows.Read(file.FullName, model.Height, call.Value(Limit), call.Value(Seed), call.Output),
        };
    }

    static void Show(IAnsiConsole console, Evaluation evaluation)
    {
        ShowFigures(console, evaluation);
        ShowCurve(console, evaluation);
        if (evaluation.BySource.Count > 0)
        {
            var sources = Tables.Of("source", ">asked", ">exact", ">verified");
            foreach (var (name, source) in evaluation.BySource.OrderBy(source => source.Key, StringComparer.Ordinal))
                sources.Row(name, source.Count.ToString(CultureInfo.InvariantCulture), Numbers.Text(source.Exact, "0.####"), Numbers.Text(source.Verified, "0.####"));
            console.Write(sources);
        }
        console.WriteLine($"The evaluation {evaluation.Id} is attached to {evaluation.Model}, {evaluation.VersionDigest}.");
    }

    static void ShowFigures(IAnsiConsole console, Evaluation evaluation)
    {
        var against = AgainstScores.Of(evaluation);
        var table = against is null ? Tables.Of("figure", ">value") : Tables.Of("figure", ">value", $">{Numbers.ShortDigest(against.Digest)}", ">difference", ">95 % confidence", ">higher on", ">lower on");
        table.Row("asked", evaluation.Count.ToString(CultureInfo.InvariantCulture));
        var own = Numbers.Finite(evaluation.Metrics);
        foreach (var name in own.Keys.Union(against is null ? [] : against.Metrics.Keys).Order(StringComparer.Ordinal))
            if (against is null) table.Row(name, Numbers.Text(own[name], "0.####"));
            else table.Row([name, Numbers.Text(own.GetValueOrDefault(name), "0.####"), Numbers.Text(against.Metrics.GetValueOrDefault(name), "0.####"), .. Difference(against.Differences.GetValueOrDefault(name))]);
        console.Write(table);
    }

    static string[] Difference(DifferenceView? difference) => difference is null ? ["–", "–", "–", "–"] :
    [
        Numbers.Text(difference.Mean, "+0.####;-0.####;0"), $"{Numbers.Text(difference.Low, "+0.####;-0.####;0")} to {Numbers.Text(difference.High, "+0.####;-0.####;0")}",
        difference.Higher.ToString(CultureInfo.InvariantCulture), difference.Lower.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>The shares after 1, 2, 4 … steps and after the last.</summary>
    static void ShowCurve(IAnsiConsole console, Evaluation evaluation)
    {
        var planned = evaluation.Metrics.ContainsKey("cost_ratio");
        // What is reached within so many steps stays reached: its curve ends where it no longer rises.
        List<(string Name, IDictionary<uint, double> Shares)> curves = [.. new (string Name, IDictionary<uint, double> Shares)[]
        {
            (planned ? "valid within" : "exact", evaluation.ByStep), ("valid", evaluation.ValidByStep), ("optimal", evaluation.OptimalByStep), ("verified within", evaluation.VerifiedByStep),
        }.Where(curve => curve.Shares.Count > 0)];
        if (curves.Count == 0) return;
        var last = curves.Max(curve => curve.Shares.Keys.Max());
        var table = Tables.Of([">steps", .. curves.Select(curve => $">{curve.Name}")]);
        for (var step = 1u; ; step = Math.Min(2 * step, last))
        {
            table.Row([step.ToString(CultureInfo.InvariantCulture), .. curves.Select(curve => Numbers.Text(curve.Shares[Math.Min(step, curve.Shares.Keys.Max())], "0.####"))]);
            if (step == last) break;
        }
        console.Write(table);
    }
}
