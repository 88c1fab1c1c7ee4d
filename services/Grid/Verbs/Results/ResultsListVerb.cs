using System.CommandLine;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Results;

/// <summary>What --json writes.</summary>
internal sealed record ResultList(IReadOnlyList<ResultView> Results);

internal static class ResultsListVerb
{
    static readonly Option<string> Device = new("--device") { Description = "Only this device's.", HelpName = "DEVICE" };

    public static Command Create() => Verb.Of("list", "Lists what devices planned, oldest first.", [Device], async call =>
    {
        await using var grid = await call.ConnectAsync(GridRoles.Fleet);
        var results = await Pages.AllAsync(
            token => grid.Fleet.ListResultsAsync(new ListResultsRequest { DeviceId = call.Value(Device) ?? "", PageToken = token }, Calls.Unary(call.Cancellation)).ResponseAsync,
            page => page.Results.Select(ResultView.Of), page => page.NextPageToken);
        call.Output.Finish(new ResultList(results), GridJson.Default.ResultList, console => ResultsTable.Show(console, results));
    });
}
