using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Verbs.Models;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

internal static class EvaluateVerb
{
    static readonly Argument<ModelReference?> Model = ModelArguments.Reference();
    static readonly Option<FileInfo> Data = new("--data") { Description = "Sudoku: a CSV file with the columns source,question,answer,rating.", HelpName = "FILE" };
    static readonly Option<int?> Limit = new("--limit") { Description = "Sudoku: so many rows, drawn at random.", HelpName = "N" };
    static readonly Option<DirectoryInfo> Maps = new("--maps") { Description = "Planners: a folder with .map and .yaml maps.", HelpName = "DIR" };
    static readonly Option<int> Cells = new("--cells") { Description = "Planners: rows and columns of the windows.", HelpName = "N", DefaultValueFactory = _ => 32 };
    static readonly Option<int> Pairs = new("--pairs") { Description = "Planners: how many windows, each with a start and a goal.", HelpName = "P", DefaultValueFactory = _ => 500 };
    static readonly Option<ulong> Seed = new("--seed") { Description = "What is drawn.", HelpName = "S" };
    static readonly Option<uint> Steps = new("--steps") { Description = "Supervision steps at most; else the model's own limit.", HelpName = "K" };
    static readonly Option<uint> Views = new("--views") { Description = "Symmetries of each question to try at most; else 1.", HelpName = "N" };
    static readonly Option<string> Precision = new("--precision") { Description = "fp32 or int8.", DefaultValueFactory = _ => "fp32" };

    public static Command Create()
    {
        Precision.AcceptOnlyFromAmong("fp32", "int8");
        Ranges.Require(Cells, 9, 512);
        Ranges.Require(Pairs, 1, 1_000_000);
        Ranges.Require(Limit, 1, 10_000_000);
        var command = Verb.Of("evaluate", "Measures a model on puzzles or maps from files; only the network's own answers count.",
            [Model, Data, Limit, Maps, Cells, Pairs, Seed, Steps, Views, Precision], EvaluateAsync);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Data) is null == result.GetResult(Maps) is null) result.AddError("Name either --data FILE (Sudoku) or --maps DIR (planners).");
        });
        return command;
    }

    static async Task EvaluateAsync(VerbCall call)
    {
        var set = call.Value(Data) is { } file
            ? SudokuRows.Read(file.FullName, call.Value(Limit), call.Value(Seed), call.Output)
            : new MapPairs(call.Value(Cells), call.Value(Pairs), call.Value(Seed)).Cut(MapFolder.Read(call.Value(Maps)!.FullName, call.Output, call.Cancellation));
        await using var grid = await call.ConnectAsync(GridRoles.Evaluation, GridRoles.Registry);
        var version = await grid.Packages.FindAsync(call.Required(Model)!, call.Cancellation);
        var request = new StartEvaluationRequest
        {
            Model = version.Model,
            VersionDigest = version.Digest,
            Precision = call.Value(Precision)!,
            Suite = new Suite
            {
                DatasetDigest = (await grid.Packages.UploadAsync(set.ToByteArray(), call.Cancellation)).ToString(),
                MaxSteps = call.Value(Steps),
                MaxViews = call.Value(Views),
            },
        };
        var evaluation = await EvaluationFollower.RunAsync(grid, request, $"evaluating {version.Model}", call.Output, call.Cancellation);
        if (set.Sudoku.Count > 0)
            call.Output.Finish(SudokuScores.Of(evaluation), GridJson.Default.SudokuScores, console => Show(console, evaluation));
        else
            call.Output.Finish(PlanningScores.Of(evaluation), GridJson.Default.PlanningScores, console => Show(console, evaluation));
    }

    static void Show(IAnsiConsole console, Evaluation evaluation)
    {
        var table = Tables.Of("figure", ">value");
        table.Row("asked", evaluation.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in Numbers.Finite(evaluation.Metrics)) table.Row(name, Numbers.Text(value, "0.####"));
        console.Write(table);
        console.WriteLine($"The evaluation {evaluation.Id} is attached to {evaluation.Model}, {evaluation.VersionDigest}.");
    }
}
