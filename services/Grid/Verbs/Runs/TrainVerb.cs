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
    static readonly Option<string> Name = new("--name") { Description = "The name under which the version is registered.", HelpName = "MODEL" };
    static readonly Option<ulong> Seed = new("--seed") { Description = "Seed of weights, data order and exploration." };
    static readonly Option<uint> Steps = new("--steps") { Description = "Optimiser steps; else the budget or the preset decides." };
    static readonly Option<TimeSpan?> Budget = new("--budget") { Description = "Time to train: 90s, 10m, 2h.", HelpName = "TIME", CustomParser = Durations.Parse };
    static readonly Option<string[]> Set = new("--set") { Description = "A setting over the preset's; may be repeated.", HelpName = "NAME=VALUE" };
    static readonly Option<bool> Detach = new("--detach") { Description = "Do not wait for the end; needs a running grid." };

    public static Command Create()
    {
        Set.Validators.Add(CheckSettings);
        return Verb.Of("train", "Trains a model and registers it.", [Preset, Name, Seed, Steps, Budget, Set, Detach], TrainAsync);
    }

    static async Task TrainAsync(VerbCall call)
    {
        await using var grid = await call.ConnectAsync(GridWork.All, GridRoles.Training, GridRoles.Registry);
        var detach = call.Value(Detach);
        if (detach && grid.IsHosted)
            throw new CommandFailedException("NO_GRID", "Nobody would go on training after this command: start a grid with trmgrid up, or leave --detach out.");
        var submitted = await grid.Training.SubmitRunAsync(Request(call), Calls.Unary(call.Cancellation));
        call.Output.Say($"The run {submitted.Run.Id} is {EnumText.Of(submitted.Run.State)}.");
        var run = detach
            ? submitted.Run
            : RunFailures.Demand(await RunFollower.FollowAsync(grid, submitted.Run.Id, "training", call.Output, call.Cancellation));
        var view = RunView.Of(run);
        call.Output.Finish(view, GridJson.Default.RunView, console => RunsTable.Show(console, [view]));
    }

    static SubmitRunRequest Request(VerbCall call)
    {
        var spec = new RunSpec
        {
            Preset = call.Required(Preset),
            ModelName = call.Value(Name) ?? "",
            Seed = call.Value(Seed),
            Steps = call.Value(Steps),
            Budget = call.Value(Budget) is { } budget ? Duration.FromTimeSpan(budget) : null,
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
