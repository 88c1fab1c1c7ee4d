using Microsoft.Extensions.Logging;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Functional;

/// <summary>
/// A real grid for one test: Kestrel on free ports of loopback, a data folder of its own, any roles. Disposing it fails the test when
/// the grid logged an error that the test did not announce.
/// </summary>
public sealed class RunningTestGrid : IAsyncDisposable
{
    private readonly CollectedLogs logs = new();
    private readonly HashSet<string> expected = [];
    private readonly List<GridChannels> channels = [];
    private readonly GridHostOptions options;
    private readonly IReadOnlyList<IGridRole> roles;
    private readonly bool ownsHome;
    private GridHost? host;

    private RunningTestGrid(GridHostOptions options, IReadOnlyList<IGridRole> roles, bool ownsHome)
    {
        (this.roles, this.ownsHome) = (roles, ownsHome);
        this.options = options with { Logging = logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(logs) };
    }

    public GridHost Host => host ?? throw new InvalidOperationException("the grid is stopped");

    public GridPaths Paths => options.Paths;

    public CollectedLogs Logs => logs;

    /// <summary>Starts a grid on a new data folder, or on the one that is named.</summary>
    public static async Task<RunningTestGrid> StartAsync(IReadOnlyList<IGridRole> roles, Func<GridHostOptions, GridHostOptions>? configure = null, string? home = null)
    {
        var options = new GridHostOptions { Paths = new(home ?? Directory.CreateTempSubdirectory("trm-grid-test-").FullName) }.OnFreePorts();
        var grid = new RunningTestGrid(configure?.Invoke(options) ?? options, roles, home is null);
        await grid.StartAgainAsync();
        return grid;
    }

    /// <summary>Clients with the token of that role, for as long as the grid runs.</summary>
    public GridChannels As(CallerRole role) => With(Host.Identity.Tokens[role]);

    /// <summary>Clients with any token.</summary>
    public GridChannels With(string token)
    {
        var made = GridChannels.Connect(Host.Endpoints.Control, token, Host.Identity.Authority.Certificate);
        channels.Add(made);
        return made;
    }

    /// <summary>Announces an error of that event name: it does not fail the test.</summary>
    public void Expect(string errorEvent) => expected.Add(errorEvent);

    /// <summary>Stops the grid in good order; <see cref="StartAgainAsync"/> starts it on the same data.</summary>
    public async Task StopAsync()
    {
        channels.ForEach(channel => channel.Dispose());
        channels.Clear();
        if (host is not null)
            await host.DisposeAsync();
        host = null;
    }

    public async Task StartAgainAsync() => host = await GridHost.StartAsync(options, roles, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (ownsHome)
            Directory.Delete(Paths.Home, recursive: true);
        var errors = logs.Lines.Where(line => line.Level >= LogLevel.Error && !expected.Contains(line.Event ?? "")).ToList();
        Assert.True(errors.Count == 0, $"the grid logged unexpected errors:\n{string.Join('\n', errors)}");
    }
}
