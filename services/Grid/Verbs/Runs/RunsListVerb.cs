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
        call.Output.Finish(new RunList(runs), GridJson.Default.RunList, console => RunsTable.Show(console, runs));
    }
}
