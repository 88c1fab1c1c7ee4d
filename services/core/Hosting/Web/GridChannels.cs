using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>Clients of every role, wherever it runs. Unary calls get a deadline of 30 seconds unless they set one. Safe for several threads; dispose it.</summary>
public sealed class GridChannels : IDisposable
{
    private const int LargestMessage = 16 << 20;
    private readonly Func<string, (string Key, Func<GrpcChannel> Open)> route;
    private readonly string token;
    private readonly ConcurrentDictionary<string, Lazy<GrpcChannel>> channels = new();

    private GridChannels(Func<string, (string, Func<GrpcChannel>)> route, string token) => (this.route, this.token) = (route, token);

    public TrainingRuns.TrainingRunsClient Training => new(For(GridRoles.Training));

    public ModelRegistry.ModelRegistryClient Registry => new(For(GridRoles.Registry));

    public ModelEvaluation.ModelEvaluationClient Evaluation => new(For(GridRoles.Evaluation));

    public PuzzleSolving.PuzzleSolvingClient Solving => new(For(GridRoles.Solving));

    public FleetControl.FleetControlClient Fleet => new(For(GridRoles.Fleet));

    /// <summary>For any generated client of a service of that role.</summary>
    public CallInvoker For(string role)
    {
        var (key, open) = route(role);
        return channels.GetOrAdd(key, _ => new(open)).Value.Intercept(new OutgoingInterceptor(token));
    }

    /// <summary>All roles behind one control endpoint.</summary>
    /// <param name="authority">The grid's authority, where the address is https.</param>
    public static GridChannels Connect(Uri control, string token, X509Certificate2? authority = null) =>
        new(_ => (control.ToString(), () => Open(control, Handler(authority))), token);

    /// <summary>The grid that runs on this data folder, as its operator.</summary>
    public static GridChannels Connect(RunningGrid grid, GridPaths paths) => Connect(
        grid.Control,
        File.ReadAllText(GridTokens.FileOf(paths, CallerRole.Operator)).Trim(),
        X509CertificateLoader.LoadCertificateFromFile(paths.AuthorityFile));

    public void Dispose()
    {
        foreach (var channel in channels.Values)
            if (channel.IsValueCreated)
                channel.Value.Dispose();
    }

    /// <summary>Roles hosted here through this process's own endpoint, others at their peers.</summary>
    internal static GridChannels Inside(LocalControl local, bool localTls, IReadOnlyCollection<string> hosted, GridHostOptions options, GridIdentity identity)
    {
        var self = new Uri(localTls ? "https://localhost" : "http://localhost");
        return new(Route, identity.Tokens[CallerRole.Service]);

        (string, Func<GrpcChannel>) Route(string role)
        {
            if (hosted.Contains(role))
                return ("", () => Open(self, Handler(identity.Authority.Certificate, local)));
            if (options.Peers.TryGetValue(role, out var peer))
                return (peer.ToString(), () => Open(peer, Handler(identity.Authority.Certificate)));
            throw new GridException(ErrorReason.DependencyUnavailable, $"reaching the {role} service: it runs neither here nor at a named peer; start it here, or name its address");
        }
    }

    private static GrpcChannel Open(Uri address, SocketsHttpHandler handler) => GrpcChannel.ForAddress(address, new()
    {
        HttpHandler = handler,
        DisposeHttpClient = true,
        MaxReceiveMessageSize = LargestMessage,
        MaxSendMessageSize = LargestMessage,
    });

    private static SocketsHttpHandler Handler(X509Certificate2? authority, LocalControl? local = null)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            // Idle connections are cut by proxies, and a dead peer is otherwise noticed only after minutes.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            UseProxy = false,
        };
        if (local is not null)
            handler.ConnectCallback = (_, cancellationToken) => local.ConnectAsync(cancellationToken);
        if (authority is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, errors) =>
                server is X509Certificate2 certificate
                && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
                && CertificateAuthority.IssuedServer(authority, certificate, TimeProvider.System.GetUtcNow());
        return handler;
    }
}
