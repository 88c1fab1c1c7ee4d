using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Trm.Grid.Hosting;

/// <summary>A grid's process: any subset of the roles behind three endpoints, on one data folder. Stop it by disposing.</summary>
public sealed class GridHost : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly GridLock held;

    private GridHost(WebApplication application, GridLock held, GridPaths paths, GridEndpoints endpoints, IReadOnlyList<string> roles)
    {
        (this.application, this.held, Paths, Endpoints) = (application, held, paths, endpoints);
        RunningGrid.Publish(paths, endpoints, roles);
    }

    public GridPaths Paths { get; }

    /// <summary>Where it listens, with the ports that were found.</summary>
    public GridEndpoints Endpoints { get; }

    public IServiceProvider Services => application.Services;

    public GridIdentity Identity => Services.GetRequiredService<GridIdentity>();

    /// <summary>Clients of all roles, with the right of a service.</summary>
    public GridChannels Channels => Services.GetRequiredService<GridChannels>();

    /// <summary>Starts a grid.</summary>
    /// <exception cref="GridStartException">The addresses are not as they must be, another grid runs on the data folder, or a port is taken.</exception>
    public static async Task<GridHost> StartAsync(GridHostOptions options, IReadOnlyList<IGridRole> roles, CancellationToken cancellationToken = default)
    {
        // :: Step 1: refuse what is not safe before touching anything.
        var faults = new List<string>();
        var control = ListenAddress.Read("control", options.Control, tlsAlways: false, faults);
        var web = ListenAddress.Read("web", options.Web, tlsAlways: false, faults);
        var devices = ListenAddress.Read("devices", options.Devices, tlsAlways: true, faults);
        if (faults.Count > 0)
            throw new GridStartException($"starting a grid: {string.Join("; ", faults)}");

        // :: Step 2: the data folder is ours alone.
        options.Paths.Create();
        var held = GridLock.Take(options.Paths);
        WebApplication? application = null;
        try
        {
            // :: Step 3: build.
            var local = new LocalControl();
            var identity = GridIdentity.LoadOrCreate(options.Paths, options.HostNames, options.Time);
            var names = roles.Select(role => role.Name).ToList();
            var channels = GridChannels.Inside(local, control!.Tls, names, options, identity);
            var listeners = new GridListeners(control, web!, devices!, identity, options.Time);
            var builder = GridApplication.Builder(options, listeners, identity, channels);
            foreach (var role in roles)
                role.Add(builder.Services, options.Paths);
            application = GridApplication.Build(builder, roles);

            // :: Step 4: listen, and only then say where.
            await application.StartAsync(cancellationToken);
            local.Opened(listeners.ControlBound);
            var endpoints = listeners.Endpoints(options.HostNames.Count > 0 ? options.HostNames[0] : null);
            application.Services.GetRequiredService<GridAddress>().Endpoints = endpoints;
            return new(application, held, options.Paths, endpoints, names);
        }
        catch (Exception fault)
        {
            if (application is not null)
                await application.DisposeAsync();
            held.Dispose();
            if (fault is IOException { InnerException: AddressInUseException })
                throw new GridStartException($"starting a grid: {fault.Message} Stop what listens there, or use the port 0 for a free one", fault);
            throw;
        }
    }

    /// <summary>Returns when something inside asked the process to end, or the caller cancelled.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stopping = Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(ended.SetResult);
        using var cancelled = cancellationToken.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(Paths.RunningFile);
        await application.StopAsync();
        await application.DisposeAsync();
        held.Dispose();
    }
}
