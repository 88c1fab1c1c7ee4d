using System.CommandLine;
using System.CommandLine.Parsing;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

internal static class TrainVerb
{
    static readonly Argument<string> Preset = new("PRESET") { Description = "A recipe's name; trmgrid presets lists them." };
    static readonly Option<FileInfo> Data = new("--data") { Description = "What to train on in place of generated examples: a dataset that data import made, a CSV file with the columns question and answer, JSON lines and folders of a task of your own, or ARC tasks.", HelpName = "FILE" };
    static readonly Option<string> Name = new("--name") { Description = "The name under which the version is registered.", HelpName = "MODEL" };
    static readonly Option<ulong> Seed = new("--seed") { Description = "Seed of weights, data order and exploration." };
    static readonly Option<uint> Steps = new("--steps") { Description = "Optimiser steps; else the budget or the preset decides." };
    static readonly Option<TimeSpan?> Budget = new("--budget") { Description = "Time to train: 90s, 10m, 2h.", HelpName = "TIME", CustomParser = Durations.Parse };
    static readonly Option<double?> BudgetMinutes = new("--budget-minutes") { Description = "The same in minutes.", HelpName = "M" };
    static readonly Option<string[]> Set = new("--set") { Description = "A setting over the preset's; may be repeated.", HelpName = "NAME=VALUE" };
    static readonly Option<string> From = new("--from") { Description = "A version whose weights to start from; else random ones.", HelpName = "MODEL" };
    static readonly Option<bool> Detach = new("--detach") { Description = "Do not wait for the end; needs a running grid." };

    public static Command Create()
    {
        Set.Validators.Add(CheckSettings);
        Ranges.Require(BudgetMinutes, 0.01, 500_000);
        Ranges.Require(Steps, 1, uint.MaxValue);
        var command = Verb.Of("train", "Trains a model and registers it.", [Preset, Data, Name, Seed, Steps, Budget, BudgetMinutes, Set, From, Detach], TrainAsync);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Budget) is not null && result.GetResult(BudgetMinutes) is not null) result.AddError("State --budget or --budget-minutes, not both.");
        });
        return command;
    }

    static async Task TrainAsync(VerbCall call)
    {
        if (call.Value(Data) is { Exists: false } missing && !Directory.Exists(missing.FullName)) throw new FileNotFoundException($"There is no dataset at {missing.FullName}.");
        await using var grid = await call.ConnectAsync(GridWork.All, GridRoles.Training, GridRoles.Registry);
        var detach = call.Value(Detach);
        if (detach && grid.IsHosted)
            throw new CommandFailedException("NO_GRID", "Nobody would go on training after this command: start a grid with trmgrid up, or leave --detach out.");
        var request = Request(call);
        if (call.Value(Data) is { } data)
        {
            using var prepared = await TrainingData.PrepareAsync(grid, request.Spec.Preset, data.FullName, call.Output, call.Cancellation);
            request.Spec.DatasetDigest = (await grid.Packages.UploadFileAsync(prepared.Path, call.Cancellation)).ToString();
        }
        if (call.Value(From) is { } parent)
            request.Spec.ParentDigest = (await grid.Packages.FindAsync(ModelReference.Parse(parent), call.Cancellation)).Digest;
        var submitted = await grid.Training.SubmitRunAsync(request, Calls.Unary(call.Cancellation));
        call.Output.Say($"The run {submitted.Run.Id} is {EnumText.Of(submitted.Run.State)}.");
        var run = detach ? submitted.Run : RunFailures.Demand(await FollowAsync(call, grid, submitted.Run.Id));
        var view = RunView.Of(run);
        call.Output.Finish(TrainedModel.Of(view, run), GridJson.Default.TrainedModel, console => RunsTable.Show(console, [view]));
    }

    static async Task<Run> FollowAsync(VerbCall call, GridConnection grid, string id)
    {
        try
        {
            return await RunFollower.FollowAsync(grid, id, "training", call.Output, call.Cancellation);
        }
        catch (Exception broken) when (call.Cancellation.IsCancellationRequested)
        {
            var fate = grid.IsHosted ? "stays as it is and goes on with the next trmgrid up or train" : "goes on in the grid";
            throw new CommandFailedException(Faults.Interrupted, $"The command was interrupted before it had finished. The run {id} {fate}; trmgrid runs cancel {id} ends it.", broken);
        }
    }

    static SubmitRunRequest Request(VerbCall call)
    {
        var spec = new RunSpec
        {
            Preset = call.Required(Preset),
            ModelName = call.Value(Name) ?? "",
            Seed = call.Value(Seed),
            Steps = call.Value(Steps),
            Budget = (call.Value(Budget) ?? (call.Value(BudgetMinutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null)) is { } budget ? Duration.FromTimeSpan(budget) : null,
        };
        foreach (var setting in call.Value(Set) ?? [])
        {
            var sign = setting.IndexOf('=', StringComparison.Ordinal);
            spec.Overrides[setting[..sign]] = setting[(sign + 1)..];
        }
        return new SubmitRunRequest { RequestId = Guid.NewGuid().ToString("n"), Spec = spec };
    }

    static void CheckSettings(OptionResult option)
    {
        foreach (var token in option.Tokens)
            if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1) option.AddError($"'{token.Value}' is no setting: write NAME=VALUE.");
    }
}
