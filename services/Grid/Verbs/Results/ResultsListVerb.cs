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
            var results = call.Value(Limit) is { } limit ? await NewestAsync(grid, limit, call) : await AllAsync(grid, call);
            call.Output.Finish(new ResultList(results), GridJson.Default.ResultList, console => ResultsTable.Show(console, results));
        });
    }

    static Task<List<ResultView>> AllAsync(GridConnection grid, VerbCall call) => Pages.AllAsync(
        token => grid.Fleet.ListResultsAsync(new ListResultsRequest { DeviceId = call.Value(Device) ?? "", PageSize = MostOfAPage, PageToken = token }, Calls.Unary(call.Cancellation)).ResponseAsync,
        page => page.Results.Select(ResultView.Of), page => page.NextPageToken);

    static async Task<List<ResultView>> NewestAsync(GridConnection grid, int limit, VerbCall call)
    {
        var newest = new List<ResultView>();
        var token = "";
        do
        {
            var request = new ListResultsRequest { DeviceId = call.Value(Device) ?? "", NewestFirst = true, PageSize = (uint)Math.Min(limit - newest.Count, MostOfAPage), PageToken = token };
            var page = await grid.Fleet.ListResultsAsync(request, Calls.Unary(call.Cancellation));
            newest.AddRange(page.Results.Select(ResultView.Of));
            token = page.NextPageToken;
        }
        while (token.Length > 0 && newest.Count < limit);
        newest.Reverse();
        return newest;
    }
}
