using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Commands;

/// <summary>Calls the agent that runs on a folder, over its Unix socket.</summary>
internal sealed class LocalClient : IDisposable
{
    private readonly GrpcChannel _channel;

    public LocalClient(AgentHome home)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = (_, cancel) => ConnectAsync(home, cancel),
        };
        _channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        Api = new PathPlanning.PathPlanningClient(_channel);
    }

    public PathPlanning.PathPlanningClient Api { get; }

    /// <summary>Runs a call; says what to do when no agent answers.</summary>
    public static async Task<T> CallAsync<T>(AgentHome home, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException e)
        {
            throw FaultOf(home, e);
        }
    }

    public static AgentException FaultOf(AgentHome home, RpcException fault) => fault switch
    {
        { StatusCode: not StatusCode.Unavailable } => new(GridFault.Reason(fault), fault.Status.Detail, fault),
        { Status.DebugException: { } cause } when cause.GetBaseException() is SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            new("ACCESS_DENIED", $"calling the agent of {home.Folder}: this user may not connect to it; call as the agent's user, or set \"group_may_plan\": true in {Path.Combine(home.Folder, AgentSettings.FileName)}, start the agent again and call as a member of its group", fault),
        _ => new("AGENT_NOT_RUNNING", $"calling the agent of {home.Folder}: nobody answers at {string.Join(" or ", home.Sockets)}; start it with `trm-edge run --home {home.Folder}`", fault),
    };

    /// <summary>Connects to the first place where the agent listens.</summary>
    private static async ValueTask<Stream> ConnectAsync(AgentHome home, CancellationToken cancel)
    {
        var places = home.Sockets;
        for (var i = 0; ; i++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(places[i]), cancel);
                if (Path.GetDirectoryName(places[i]) != home.Folder && !SocketOwner.Owns(socket, home.Folder))
                    throw new SocketException((int)SocketError.ConnectionRefused);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e)
            {
                socket.Dispose();
                // Where an agent listens that does not let this user in, no other one does.
                if (e is not SocketException { SocketErrorCode: not SocketError.AccessDenied } || i + 1 == places.Count)
                    throw;
            }
        }
    }

    public void Dispose() => _channel.Dispose();
}
