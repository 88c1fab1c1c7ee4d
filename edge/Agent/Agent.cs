using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trm.Grid.Edge.Boards;
using Trm.Grid.Edge.Gpio;
using Trm.Grid.Edge.Identity;
using Trm.Grid.Edge.Link;
using Trm.Grid.Edge.LocalApi;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Results;
using Trm.Grid.Edge.Rosbridge;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Swap;
using Trm.Grid.Edge.Trials;

namespace Trm.Grid.Edge;

/// <summary>A running agent: the parts, put together.</summary>
internal sealed class Agent : IAsyncDisposable
{
    private readonly FileStream _lock;
    private readonly ILoggerFactory _logs;
    private readonly ActiveModel _model = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly WebApplication _application;
    private readonly PlanDesk _desk;
    private readonly EmergencyStop _stopLine = new();
    private readonly RobotPins _pins;
    private PlanSample? _last;
    private readonly Task[] _work;

    private Agent(AgentHome home, DeviceIdentity identity, AgentOptions options)
    {
        _lock = home.Lock();
        DeviceId = identity.DeviceId;
        var clock = new BoardClock(options.Time);
        clock.Learn(identity.ServerTime);
        Socket = SocketPlace.Clear(home);
        var builder = Builder(Socket, options);

        // :: What the robot asks.
        var spool = new ResultSpool(home.Spool, options.SpoolBytes);
        var (changed, spooled) = (new Signal(), new Signal());
        var latencies = new LatencyHistogram();
        var maps = new MapStore(home.Maps);
        var shadow = new Shadow(options.Trial, clock);
        var motion = new MotionLock(options.LongestHold, clock);
        _desk = new PlanDesk(maps, _model, new PathSigner(home, identity), spool, spooled, latencies, clock)
        {
            Stop = _stopLine,
            Answered = sample =>
            {
                Volatile.Write(ref _last, sample);
                shadow.Offer(sample);
            },
        };

        // :: What the board says.
        _logs = LoggerFactory.Create(l => options.Logging?.Invoke(l));
        var log = _logs.CreateLogger("trm-edge");
        _pins = new RobotPins(options.Gpio, options.OpenLines, _stopLine, changed.Set, clock, log);

        // :: What the grid wants.
        var source = new LinkPackageSource();
        Swapper = new Swapper(
            new SwapPorts
            {
                Slots = new Slots(home.Slots),
                Memory = new SwapMemory(home.Slots),
                Source = source,
                Trusted = () => identity.Trusted,
                Prove = options.Prove ?? ((slot, cancel) => ChildProof.RunAsync(slot, options.Runtime, cancel)),
                Load = options.Load ?? (package => LoadedModel.Load(package, options.Runtime, clock, log)),
                Model = _model,
                Motion = motion,
                Shadow = shadow,
                Clock = clock,
                Retry = options.SwapRetry,
            },
            changed,
            log);
        // Loading the model takes as long as all else at a start: both at once.
        var recovering = Task.Run(Swapper.Recover);

        // :: How both meet.
        GridLink? link = null;
        Status = new AgentStatus(home, identity.DeviceId, Swapper, spool, latencies, motion, _model, _stopLine, _pins, new BoardSensors(), () => link?.Connected == true, clock);
        link = new GridLink(identity, new LinkDuties(Swapper, new ResultSender(spool, spooled, new Backoff(options.Link.FirstRetry, options.Link.LongestRetry, clock), log), Status.Report, changed), clock, options.Link, log);
        source.Current = () => link.Client;

        builder.Services.AddSingleton(maps).AddSingleton(_desk).AddSingleton(motion).AddSingleton(Status);
        _application = builder.Build();
        _application.UseRouting();
        _application.MapGrpcService<PathPlanningService>();
        recovering.GetAwaiter().GetResult();
        var robot = new RosRobot(options.Rosbridge, maps, _desk, clock);
        _work =
        [
            KeepAsync(new RosbridgeLink(options.Rosbridge, robot, new Backoff(options.RosbridgeRetry, 30 * options.RosbridgeRetry, clock), log).RunAsync(_stop.Token), _stop.Token),
            Swapper.RunAsync(_stop.Token),
            link.RunAsync(_stop.Token),
            // The lines alone end at once where none is used: only their fault ends the agent.
            KeepAsync(_pins.RunAsync(() => LedPattern.Of(_stopLine.Look(), Swapper.Status.State, link.Connected), RepeatAsync, _stop.Token), _stop.Token),
        ];
    }

    public string DeviceId { get; }

    /// <summary>Where the local API listens.</summary>
    public string Socket { get; }

    public AgentStatus Status { get; }

    public Swapper Swapper { get; }

    /// <summary>Starts an agent on a folder whose device has enrolled; when it returns, the local API answers.</summary>
    /// <exception cref="AgentException">NOT_ENROLLED, IDENTITY_INVALID, KEY_INVALID, HOME_IN_USE.</exception>
    public static async Task<Agent> StartAsync(AgentHome home, AgentOptions options, CancellationToken cancel)
    {
        var agent = new Agent(home, DeviceIdentity.Load(home), options);
        try
        {
            await agent._application.StartAsync(cancel);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(
                    agent.Socket,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | (options.GroupMayPlan ? UnixFileMode.GroupRead | UnixFileMode.GroupWrite : UnixFileMode.None));
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends when a part ends by a fault, which is then thrown, or when cancelled.</summary>
    public async Task WaitAsync(CancellationToken cancel)
    {
        try
        {
            await Task.WhenAny(_work).Unwrap().WaitAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The ordinary end.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_work).ContinueWith(_ => { }, TaskScheduler.Default);
        _desk.Dispose();
        _pins.Dispose();
        _stopLine.Dispose();
        _model.Dispose();
        _stop.Dispose();
        _logs.Dispose();
        await _lock.DisposeAsync();
    }

    /// <summary>Asks once more what the robot asked last.</summary>
    private async Task RepeatAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref _last) is not { } last)
            return;
        try
        {
            await _desk.AskAsync(last.MapDigest, last.Query, null, cancel);
        }
        catch (PlanRefusedException)
        {
            // Pressed in an emergency, or while the map is gone: there is nobody to tell.
        }
    }

    private static async Task KeepAsync(Task work, CancellationToken cancel)
    {
        await work;
        await Task.Delay(Timeout.Infinite, cancel);
    }

    private static WebApplicationBuilder Builder(string socket, AgentOptions options)
    {
        // NOTE: an empty builder reads no settings files and no environment: a stray ASPNETCORE_URLS must not open a port on a robot.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting().AddGrpc(grpc => grpc.MaxReceiveMessageSize = 4 << 20);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        options.Logging?.Invoke(builder.Logging);
        return builder;
    }

    /// <summary>Signals are the program's affair.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
