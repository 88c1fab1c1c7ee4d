using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Verbs;

namespace Trm.Grid.Connection;

/// <summary>
/// The grid that a command talks to: the one that runs on the data folder, or one hosted in this process for the command's own duration.
/// Both are spoken to over gRPC. Disposing ends a hosted grid and leaves a running one alone.
/// </summary>
internal sealed class GridConnection : IAsyncDisposable
{
    /// <summary>How long another command may take to start or to end its own grid on the same folder.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    readonly GridChannels channels;
    readonly GridHost? hosted;

    GridConnection(GridPaths paths, GridChannels channels, GridHost? hosted, GridEndpoints endpoints) =>
        (Paths, this.channels, this.hosted, Endpoints) = (paths, channels, hosted, endpoints);

    public GridPaths Paths { get; }

    public GridEndpoints Endpoints { get; }

    /// <summary>The grid ends with this command.</summary>
    public bool IsHosted => hosted is not null;

    public TrainingRuns.TrainingRunsClient Training => channels.Training;

    public ModelRegistry.ModelRegistryClient Registry => channels.Registry;

    public ModelEvaluation.ModelEvaluationClient Evaluation => channels.Evaluation;

    public PuzzleSolving.PuzzleSolvingClient Solving => channels.Solving;

    public FleetControl.FleetControlClient Fleet => channels.Fleet;

    /// <summary>Pushes and pulls packages and blobs.</summary>
    public RegistryClient Packages => new(channels, Paths);

    /// <param name="home">The data folder; null: the usual one.</param>
    /// <param name="roles">The services that the command talks to.</param>
    /// <param name="work">What a hosted grid does besides answering.</param>
    /// <param name="verbose">Show a hosted grid's log.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<GridConnection> OpenAsync(string? home, IReadOnlyList<string> roles, GridWork work, bool verbose, CancellationToken cancellation)
    {
        var paths = PathsOf(home);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        while (true)
        {
            if (RunningGrid.Find(paths) is { } running && roles.All(running.Roles.Contains))
                return new GridConnection(paths, GridChannels.Connect(running, paths), null, new GridEndpoints(running.Control, running.Web, running.Devices));
            try
            {
                var options = new GridHostOptions { Paths = paths, Logging = HostLog.ToErrors(verbose ? LogLevel.Information : LogLevel.Error) }.OnFreePorts();
                var host = await GridHost.StartAsync(options, ServiceRoles.Of(roles, work), cancellation);
                return new GridConnection(paths, GridChannels.Connect(host.Endpoints.Control, host.Identity.Tokens[CallerRole.Operator]), host, host.Endpoints);
            }
            catch (GridStartException fault) when (fault.IsHeld && !patience.IsCancellationRequested)
            {
                // Another command is just starting or ending a grid here, or hosts one without these roles.
                await Task.WhenAny(Task.Delay(Pause, patience.Token));
                cancellation.ThrowIfCancellationRequested();
                if (patience.IsCancellationRequested) throw new CommandFailedException("GRID_BUSY",
                    $"Another grid holds {paths.Home} and does not host {string.Join(", ", roles)}: wait for it to end, or start one with all roles by trmgrid up.");
            }
        }
    }

    public static GridPaths PathsOf(string? home) => home is null ? GridPaths.Default() : new GridPaths(home);

    public async ValueTask DisposeAsync()
    {
        channels.Dispose();
        if (hosted is not null) await hosted.DisposeAsync();
    }
}
