using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Tests.Functional.Fleet;

public sealed class ManyResultsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Long_paths_come_in_pages_that_every_client_takes()
    {
        await using var grid = await FleetGrid.StartAsync();
        var device = await ReportAsync(grid, "robot-1", 30, bytes: 700_000);
        await ReportAsync(grid, "robot-2", 1, bytes: 10);
        foreach (var (asked, expected) in new[] { ("robot-1", 30), ("robot-2", 1), ("", 31) })
        {
            var (ids, token) = (new List<string>(), "");
            do
            {
                var page = await grid.Control.ListResultsAsync(new() { DeviceId = asked, PageSize = 500, PageToken = token }, cancellationToken: Cancel);
                Assert.InRange(page.CalculateSize(), 1, 4 << 20);
                ids.AddRange(page.Results.Select(r => r.Id));
                token = page.NextPageToken;
            }
            while (token.Length > 0);
            Assert.Equal(expected, ids.Distinct().Count());
            Assert.Equal(expected, ids.Count);
        }
        Assert.Equal(device, (await grid.ResultsAsync("robot-1", 30)).Select(r => r.Id));
    }

    [Fact]
    public async Task A_devices_results_are_watched_among_those_of_others()
    {
        await using var grid = await FleetGrid.StartAsync();
        await ReportAsync(grid, "robot-1", 70, bytes: 10);
        var own = await ReportAsync(grid, "robot-10", 40, bytes: 10);
        await ReportAsync(grid, "robot-1", 5, bytes: 10);
        using var watch = grid.Control.WatchResults(new() { DeviceId = "robot-10" }, cancellationToken: Cancel);
        foreach (var id in own)
        {
            Assert.True(await watch.ResponseStream.MoveNext(Cancel));
            Assert.Equal(id, watch.ResponseStream.Current.Result.Id);
        }
        var next = watch.ResponseStream.MoveNext(Cancel);
        await ReportAsync(grid, "robot-1", 3, bytes: 10);
        Assert.False(next.IsCompleted);
        var late = await ReportAsync(grid, "robot-10", 1, bytes: 10);
        Assert.True(await next);
        Assert.Equal(late[0], watch.ResponseStream.Current.Result.Id);
    }

    private static async Task<List<string>> ReportAsync(FleetGrid grid, string name, int count, int bytes)
    {
        var home = File.Exists(grid.HomeOf(name).Identity) ? grid.HomeOf(name) : await grid.EnrolAsync(name);
        using var channel = FleetGrid.ChannelOf(home);
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var result = new PlanResult { Id = Guid.NewGuid().ToString("n"), Plan = new Plan(), Certificate = ByteString.CopyFrom(new byte[bytes]) };
            await new DeviceLink.DeviceLinkClient(channel).ReportResultsAsync(new() { Results = { result } }, cancellationToken: Cancel);
            ids.Add(result.Id);
        }
        return ids;
    }
}
