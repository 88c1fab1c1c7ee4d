using System.CommandLine;
using System.CommandLine.Invocation;
using Trm.Grid.Outputs;
using Trm.Grid.Verbs.Data;
using Trm.Grid.Verbs.Devices;
using Trm.Grid.Verbs.Evaluations;
using Trm.Grid.Verbs.Grids;
using Trm.Grid.Verbs.Models;
using Trm.Grid.Verbs.Questions;
using Trm.Grid.Verbs.Results;
using Trm.Grid.Verbs.Runs;

namespace Trm.Grid.Verbs;

/// <summary>The whole command line.</summary>
internal static class VerbTree
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Trains, registers, evaluates, serves and rolls out tiny recursive models, and plans checked paths with them.")
        {
            DemoVerb.Create(),
            UpVerb.Create(),
            ServeVerb.Create(),
            TrainVerb.Create(),
            SweepVerb.Create(),
            Verb.Group("runs", "Training runs.", RunsListVerb.Create(), RunsShowVerb.Create(), RunsWatchVerb.Create(), RunsCancelVerb.Create()),
            Verb.Group("models", "Models, their versions and aliases.",
                ModelsListVerb.Create(), ModelsShowVerb.Create(), ModelsPushVerb.Create(), ModelsImportVerb.Create(), ModelsPullVerb.Create(), ModelsGateVerb.Create(), ModelsPromoteVerb.Create()),
            Verb.Group("data", "Datasets.", DataImportVerb.Create(), DataGenerateVerb.Create()),
            EvaluateVerb.Create(),
            Verb.Group("solve", "Asks a model for a puzzle's answer.", SolveSudokuVerb.Create(), SolveMazeVerb.Create(), SolveGridVerb.Create()),
            PlanVerb.Create(),
            VerifyPathVerb.Create(),
            Verb.Group("devices", "Edge devices.",
                DevicesListVerb.Create(), DevicesTokenVerb.Create(), DevicesAssignVerb.Create(), DevicesRevokeVerb.Create()),
            Verb.Group("results", "What devices planned.", ResultsListVerb.Create(), ResultsWatchVerb.Create()),
            PresetsVerb.Create(),
        };
        root.Options.Add(SharedOptions.Json);
        root.Options.Add(SharedOptions.Home);
        root.Options.Add(SharedOptions.Verbose);
        return root;
    }

    public static async Task<int> RunAsync(string[] args, TextWriter stdout, TextWriter stderr)
    {
        var parsed = Create().Parse(args);
        if (parsed.Action is ParseErrorAction) return ExplainUsage(parsed, stdout, stderr);
        using var stop = new StopSignal(stderr);
        // The program handles its signals itself: the library's own handler would end it after two seconds, before children are gone.
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = stdout,
            Error = stderr,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        }, stop.Token);
    }

    static int ExplainUsage(ParseResult parsed, TextWriter stdout, TextWriter stderr)
    {
        var message = string.Join(' ', parsed.Errors.Select(error => error.Message));
        var command = string.Join(' ', parsed.CommandResult.Command.Parents.OfType<Command>().Reverse().Append(parsed.CommandResult.Command)
            .Where(one => one is not RootCommand).Select(one => one.Name).Prepend("trmgrid"));
        new Output(stdout, stderr, parsed.GetValue(SharedOptions.Json)).Fail("USAGE", $"{message} Try: {command} --help");
        return ExitCode.Usage;
    }
}
