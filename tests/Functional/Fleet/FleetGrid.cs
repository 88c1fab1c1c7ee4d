using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Identity;
using Trm.Grid.Edge.Link;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Fleet;
using Trm.Grid.Hosting;
using Trm.Grid.Registry;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>A grid with registry and fleet, and devices in folders of their own.</summary>
internal sealed class FleetGrid : IAsyncDisposable
{
    /// <summary>How long a test waits for what it wants to see.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _devices = Directory.CreateTempSubdirectory("trm-edge-");
    private int _requests;

    private FleetGrid(RunningTestGrid grid) => Grid = grid;

    public RunningTestGrid Grid { get; }

    public FleetControl.FleetControlClient Control => Grid.As(CallerRole.Operator).Fleet;

    public string DeviceEndpoint => Grid.Host.Endpoints.Devices.ToString();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<FleetGrid> StartAsync(FleetTimes? times = null, TimeProvider? time = null)
    {
        // The port stays the same through a restart of the grid: a device remembers where it enrolled.
        var port = FreePort();
        return new(await RunningTestGrid.StartAsync(
            [new RegistryRole(BundledPackages.None), new FleetRole { Times = times ?? new() }],
            options => options with { Devices = new($"https://127.0.0.1:{port}"), Time = time ?? options.Time }));
    }

    public async Task<ModelVersion> PushAsync(string folder, string model = "planner") =>
        await new RegistryClient(Grid.As(CallerRole.Operator), Grid.Paths).PushAsync(folder, model, cancellationToken: Cancel);

    public async Task<CreateJoinTokenResponse> TokenAsync(string device, TimeSpan? lifetime = null)
    {
        var request = new CreateJoinTokenRequest { RequestId = $"token-{++_requests}", DeviceId = device, Labels = { ["site"] = "lab" } };
        if (lifetime is { } life)
            request.Lifetime = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(life);
        return await Control.CreateJoinTokenAsync(request, cancellationToken: Cancel);
    }

    public AgentHome HomeOf(string device) => new(Path.Combine(_devices.FullName, device));

    /// <summary>Joins a device; its folder is ready for an agent.</summary>
    public async Task<AgentHome> EnrolAsync(string device, AgentHome? home = null)
    {
        home ??= HomeOf(device);
        var token = await TokenAsync(device);
        await Enrolment.RunAsync(home, JoinToken.Parse(token.Token), null, TimeProvider.System, Cancel);
        return home;
    }

    /// <summary>A client with a device's certificate, at this grid or another one's endpoint. The caller disposes the channel.</summary>
    public static GrpcChannel ChannelOf(AgentHome home, string? endpoint = null, System.Security.Cryptography.X509Certificates.X509Certificate2? authority = null)
    {
        var identity = DeviceIdentity.Load(home);
        return GrpcChannel.ForAddress(endpoint ?? identity.Server.ToString(), new GrpcChannelOptions
        {
            HttpHandler = GridTls.ForDevice(authority ?? identity.Authority, identity.OpenCertificate(), TimeProvider.System),
            DisposeHttpClient = true,
        });
    }

    /// <summary>An agent in this process, quick to try again, whose packages need no proof.</summary>
    public static Task<Agent> StartAgentAsync(AgentHome home) => Agent.StartAsync(home, Quick, Cancel);

    public static AgentOptions Quick => new()
    {
        Link = new LinkTimes { FirstRetry = TimeSpan.FromMilliseconds(50), LongestRetry = TimeSpan.FromMilliseconds(400) },
        SwapRetry = TimeSpan.FromMilliseconds(100),
        Trial = new() { Time = TimeSpan.Zero },
        Prove = (_, _) => Task.CompletedTask,
        Load = package => new(package.Digest.ToString(), null),
    };

    public async Task AssignAsync(string device, string digest, string model = "planner") =>
        await Control.AssignModelAsync(new AssignModelRequest { DeviceId = device, Model = model, VersionDigest = digest }, cancellationToken: Cancel);

    /// <summary>A wish for a device that none of the grid's commands makes; empty: for no model.</summary>
    public Task WishAsync(string device, string digest) => Grid.Host.Services.GetRequiredService<Devices>().ChangeAsync(
        device,
        (_, stored) => stored.Desired = new() { Revision = stored.Desired.Revision + 1, ModelDigest = digest, ModelName = stored.Desired.ModelName },
        Cancel);

    /// <summary>Waits until the grid sees a device as the test wants it.</summary>
    public async Task<Device> SeeAsync(string device, Func<Device, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience);
        Device? last = null;
        try
        {
            using var watch = Control.WatchDevices(new WatchDevicesRequest(), cancellationToken: limit.Token);
            await foreach (var change in watch.ResponseStream.ReadAllAsync(limit.Token))
                if (change.Device.Id == device && wanted(last = change.Device))
                    return last;
        }
        catch (Exception e) when (limit.IsCancellationRequested && e is RpcException or OperationCanceledException)
        {
            Cancel.ThrowIfCancellationRequested();
        }
        Assert.Fail($"the grid never saw {device} as wanted; it last saw {last}");
        throw new InvalidOperationException();
    }

    /// <summary>Waits until so many results of a device are kept, and gives them.</summary>
    public Task<IReadOnlyList<PlanResult>> ResultsAsync(string device, int atLeast) => ResultsAsync(device, seen => seen.Count >= atLeast);

    /// <summary>Gives a device's results from the first on, as soon as they are what the test waits for.</summary>
    public async Task<IReadOnlyList<PlanResult>> ResultsAsync(string device, Func<IReadOnlyList<PlanResult>, bool> enough)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience);
        var results = new List<PlanResult>();
        using var watch = Control.WatchResults(new WatchResultsRequest { DeviceId = device }, cancellationToken: limit.Token);
        while (!enough(results))
        {
            Assert.True(await watch.ResponseStream.MoveNext(limit.Token));
            results.Add(watch.ResponseStream.Current.Result);
        }
        return results;
    }

    public async ValueTask DisposeAsync()
    {
        await Grid.DisposeAsync();
        _devices.Delete(recursive: true);
    }

    /// <summary>
    /// A free port below those that systems hand out unasked (Linux from 32768, others from 49152): one of theirs, let go so that the grid
    /// may take it, could have gone to any connection made meanwhile.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            try
            {
                using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, Random.Shared.Next(20_000, 32_768));
                probe.Start();
                return ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Taken: another one is tried.
            }
        }
    }
}
