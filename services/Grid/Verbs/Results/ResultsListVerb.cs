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
    const int MostOfAPage = 500;
    static readonly Option<string> Device = new("--device") { Description = "Only this device's.", HelpName = "DEVICE" };

    static readonly Option<int?> Limit = new("--limit") { Description = "Only so many, the newest.", HelpName = "N" };

    public static Command Create()
    {
        Ranges.Require(Limit, 1, 1_000_000);
        return Verb.Of("list", "Lists what devices planned, oldest first.", [Device, Limit], async call =>
        {
            await using var grid = await call.ConnectAsync(GridRoles.Fleet);
            var request = new ListResultsRequest { DeviceId = call.Value(Device) ?? "", NewestFirst = call.Value(Limit) is not null, PageSize = (uint)Math.Min(call.Value(Limit) ?? MostOfAPage, MostOfAPage) };
            var results = await Pages.AllAsync(
                token => grid.Fleet.ListResultsAsync(new ListResultsRequest(request) { PageToken = token }, Calls.Unary(call.Cancellation)).ResponseAsync,
                page => page.Results.Select(ResultView.Of), page => page.NextPageToken, call.Value(Limit) ?? int.MaxValue);
            if (request.NewestFirst) results.Reverse();
            call.Output.Finish(new ResultList(results), GridJson.Default.ResultList, console => ResultsTable.Show(console, results));
        });
    }
}
