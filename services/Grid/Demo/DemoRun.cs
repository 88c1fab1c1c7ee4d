using System.Diagnostics;
using System.Globalization;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Verbs;
using Trm.Grid.Verbs.Grids;

namespace Trm.Grid.Demo;

/// <summary>
/// The whole story, for real: a grid starts; a planner is trained from scratch, exported, proven, signed and registered; it is evaluated, and with
/// that proof its alias moves; two agents in processes of their own join, pull, verify, prove and switch; they plan on a floor plan; their results
/// come back; a picture is drawn. Whatever ends it, the agents and the trainer end with it.
/// </summary>
internal static class DemoRun
{
    const int Devices = 2;
    const int QueriesPerDevice = 6;

    public static async Task RunAsync(VerbCall call, string mapFile, TimeSpan budget, double gate)
    {
        // A broken map is told now, not after the training.
        var map = DemoMap.Load(mapFile);
        var queries = DemoQueries.Choose(map.Inflated(), Devices * QueriesPerDevice);

        // :: Step 1: the grid.
        await using var grid = await call.ConnectAsync(GridWork.All, [.. ServiceRoles.All]);
        call.Output.Say($"1. The grid {(grid.IsHosted ? "starts" : "is running")}: {string.Join(", ", ServiceRoles.All)} in one process, data in {grid.Paths.Home}, devices at {grid.Endpoints.Devices}.");

        // :: Step 2: train, export, prove, sign, register.
        var learned = await DemoLearning.TrainAsync(grid, call.Output, budget, call.Cancellation);

        // :: Step 3: evaluate, and move the alias with the evaluation as its proof.
        var evaluation = await DemoProof.EvaluateAsync(grid, call.Output, learned.Version, call.Cancellation);
        await DemoProof.PromoteAsync(grid, call.Output, learned.Version, evaluation, gate, call.Cancellation);

        // :: Step 4: two agents join and switch over to the new version.
        await using var fleet = await DemoFleet.StartAsync(grid, call.Output, Devices, call.Cancellation);
        var devices = await fleet.RollOutAsync(learned.Version, call.Cancellation);

        // :: Step 5: they plan; what they planned comes back through the grid.
        var planned = await fleet.PlanAsync(map, queries, call.Cancellation);
        var results = await fleet.CollectAsync(planned, call.Cancellation);

        // :: Step 6: show it.
        var picture = DemoPicture.Write(grid.Paths, map, results);
        var outcome = new DemoOutcome(SinceStart(), learned.Figures, new DemoModel(learned.Version.Model, learned.Version.Number, learned.Version.Digest),
            DemoScores.Of(Verbs.Evaluations.PlanningScores.Of(evaluation)), devices, [.. results.Select(DemoTable.ResultOf)], picture);
        call.Output.Finish(outcome, GridJson.Default.DemoOutcome, console => DemoTable.Show(console, outcome));
        call.Output.Say(string.Create(CultureInfo.InvariantCulture, $"All of it took {outcome.Seconds:0} seconds."));
    }

    static double SinceStart()
    {
        using var self = Process.GetCurrentProcess();
        return Math.Round((TimeProvider.System.GetLocalNow().DateTime - self.StartTime).TotalSeconds, 1);
    }
}
