using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Verbs;
using Trm.Grid.Verbs.Grids;

namespace Trm.Grid.Demo;

/// <summary>The demo's devices: agents in processes of their own, which end with the demo.</summary>
internal sealed class DemoFleet : IAsyncDisposable
{
    static readonly TimeSpan SwitchLimit = TimeSpan.FromSeconds(90);
    static readonly TimeSpan ReportLimit = TimeSpan.FromSeconds(60);

    readonly GridConnection grid;
    readonly Output output;
    readonly List<DemoAgent> agents = [];

    DemoFleet(GridConnection grid, Output output) => (this.grid, this.output) = (grid, output);

    /// <summary>Starts agents, each with a one-time token of its own.</summary>
    public static async Task<DemoFleet> StartAsync(GridConnection grid, Output output, int count, CancellationToken cancellation)
    {
        var fleet = new DemoFleet(grid, output);
        var folder = NewFolder(grid);
        try
        {
            for (var i = 1; i <= count; i++)
            {
                var request = new CreateJoinTokenRequest { RequestId = Guid.NewGuid().ToString("n"), DeviceId = $"demo-{i}", Lifetime = Duration.FromTimeSpan(TimeSpan.FromMinutes(10)) };
                request.Labels["place"] = "demo";
                var token = await grid.Fleet.CreateJoinTokenAsync(request, Calls.Unary(cancellation));
                fleet.agents.Add(await DemoAgent.JoinAsync(Path.Combine(folder, token.DeviceId), token, cancellation));
            }
            output.Say($"4. {count} agents join with one-time tokens: {string.Join(", ", fleet.agents.Select(agent => $"{agent.Id} is process {agent.ProcessId}"))}.");
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Assigns a version and waits until every agent runs it.</summary>
    public async Task<IReadOnlyList<DemoDevice>> RollOutAsync(ModelVersion version, CancellationToken cancellation)
    {
        foreach (var agent in agents)
            await grid.Fleet.AssignModelAsync(new AssignModelRequest { DeviceId = agent.Id, Model = version.Model, VersionDigest = version.Digest }, Calls.Unary(cancellation));
        var devices = new SortedDictionary<string, Device>(StringComparer.Ordinal);
        using var limit = new Deadline(SwitchLimit, cancellation);
        var watch = Watching.Resume((cursor, token) => grid.Fleet.WatchDevices(new WatchDevicesRequest { Cursor = cursor }, Calls.Stream(token)), answer => answer.Cursor, limit.Token);
        await limit.GuardAsync("AGENT_TIMEOUT", () => $"The agents did not switch over within {SwitchLimit.TotalSeconds:0} s: {Describe(devices)}.", async () =>
        {
            await foreach (var answer in watch)
            {
                if (agents.TrueForAll(agent => agent.Id != answer.Device.Id)) continue;
                Tell(devices.GetValueOrDefault(answer.Device.Id), answer.Device);
                devices[answer.Device.Id] = answer.Device;
                if (answer.Device.State == DeviceState.Rejected && answer.Device.Reported.Revision >= answer.Device.Desired.Revision)
                    throw new CommandFailedException("MODEL_REJECTED", $"The device {answer.Device.Id} refused the model: {answer.Device.Reported.Failure}");
                if (agents.TrueForAll(agent => devices.TryGetValue(agent.Id, out var device) && Runs(device, version))) return;
            }
        });
        return [.. devices.Values.Select(device => new DemoDevice(device.Id, device.Reported.ActiveDigest, EnumText.Of(device.State)))];
    }

    /// <summary>Has the agents plan, each its share, through their own sockets.</summary>
    /// <returns>The ids under which the results come back.</returns>
    public async Task<IReadOnlyList<string>> PlanAsync(DemoMap map, IReadOnlyList<(Cell Start, Cell Goal)> queries, CancellationToken cancellation)
    {
        output.Say($"5. They plan on {map.Name}, {map.Planned.Width}x{map.Planned.Height} cells of {map.Planned.ResolutionM:0.##} m, {queries.Count / agents.Count} paths each; every path is checked:");
        return await output.TrackAsync("planning", async line =>
        {
            var done = 0;
            var ids = new List<string>();
            await Task.WhenAll(agents.Select((agent, index) => Task.Run(async () =>
            {
                var digest = await agent.LoadMapAsync(map.Planned, cancellation);
                for (var i = index; i < queries.Count; i += agents.Count)
                {
                    var id = await agent.PlanAsync(map.Planned, digest, queries[i], cancellation);
                    lock (ids) ids.Add(id);
                    line.Report(Interlocked.Increment(ref done), queries.Count, $"{done} of {queries.Count}");
                }
            }, cancellation)));
            return (IReadOnlyList<string>)ids;
        });
    }

    /// <summary>Waits until the grid has these results.</summary>
    public async Task<IReadOnlyList<PlanResult>> CollectAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var missing = ids.ToHashSet();
        var results = new List<PlanResult>();
        using var limit = new Deadline(ReportLimit, cancellation);
        var watch = Watching.Resume((cursor, token) => grid.Fleet.WatchResults(new WatchResultsRequest { Cursor = cursor }, Calls.Stream(token)), answer => answer.Cursor, limit.Token);
        await limit.GuardAsync("RESULTS_MISSING", () => $"{missing.Count} of {ids.Count} results did not come back within {ReportLimit.TotalSeconds:0} s.", async () =>
        {
            await foreach (var answer in watch)
            {
                if (missing.Remove(answer.Result.Id)) results.Add(answer.Result);
                if (missing.Count == 0) return;
            }
        });
        output.Say($"6. All {results.Count} results came back to the grid:");
        return [.. results.OrderBy(result => result.DeviceId, StringComparer.Ordinal).ThenBy(result => result.PlannedAt?.ToDateTime())];
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(agents.Select(agent => agent.DisposeAsync().AsTask()));

    /// <summary>Every demo begins with new boards; those of earlier demos are cleared away.</summary>
    static string NewFolder(GridConnection grid)
    {
        var all = Path.Combine(grid.Paths.Home, "demo", "agents");
        if (Directory.Exists(all)) Directory.Delete(all, recursive: true);
        return Directory.CreateDirectory(Path.Combine(all, Guid.NewGuid().ToString("n")[..8])).FullName;
    }

    static bool Runs(Device device, ModelVersion version) => device.State == DeviceState.Active && device.Reported?.ActiveDigest == version.Digest;

    void Tell(Device? before, Device now)
    {
        if (before?.State != now.State) output.Say($"   {now.Id}: {EnumText.Of(now.State)}{(now.State == DeviceState.Active ? $", {now.Reported.ActiveDigest}" : "")}");
    }

    static string Describe(IReadOnlyDictionary<string, Device> devices) =>
        devices.Count == 0 ? "none was heard of" : string.Join(", ", devices.Values.Select(device => $"{device.Id} is {EnumText.Of(device.State)} {device.Reported?.Failure}".TrimEnd()));
}
