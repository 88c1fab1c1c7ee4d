using System.Net;
using System.Net.Sockets;

namespace Trm.Grid.Hosting;

/// <summary>The way to this process's own control endpoint; who comes before it listens waits for it.</summary>
internal sealed class LocalControl
{
    private readonly TaskCompletionSource<IPEndPoint> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Opened(IPEndPoint endPoint)
    {
        var address = endPoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : endPoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : endPoint.Address;
        listening.TrySetResult(new(address, endPoint.Port));
    }

    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var endPoint = await listening.Task.WaitAsync(cancellationToken);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
