using System.CommandLine;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

/// <summary>What --json writes.</summary>
internal sealed record RunList(IReadOnlyList<RunView> Runs);

internal static class RunsListVerb
{
    public static Command Create() => Verb.Of("list", "Lists training runs, newest first.", [], ListAsync);

    static async Task ListAsync(VerbCall call)
    {
        await using var grid = await call.ConnectAsync(GridRoles.Training);
        var runs = await Pages.AllAsync(
            token => grid.Training.ListRunsAsync(new ListRunsRequest { PageToken = token }, Calls.Unary(call.Cancellation)).ResponseAsync,
            page => page.Runs.Select(RunView.Of), page => page.NextPageToken);
        if (grid.IsHosted && runs.Any(run => run.EndedAt is null))
            call.Output.Aside("No grid is running: runs that have not ended go on when one does, trmgrid up or the next train.");
        call.Output.Finish(new RunList(runs), GridJson.Default.RunList, console => RunsTable.Show(console, runs));
    }
}
