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
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(home.Socket), cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
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
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            throw new AgentException("AGENT_NOT_RUNNING", $"calling the agent of {home.Folder}: nobody answers at {home.Socket}; start it with `trm-edge run --home {home.Folder}`", e);
        }
        catch (RpcException e)
        {
            throw new AgentException(GridFault.Reason(e), e.Status.Detail, e);
        }
    }

    public void Dispose() => _channel.Dispose();
}
