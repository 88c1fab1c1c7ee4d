using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Boards;
using Trm.Grid.Edge.Identity;

namespace Trm.Grid.Edge.Link;

/// <summary>Keeps one stream to the grid open, for as long as the agent runs: connects, reconnects, gives up never.</summary>
internal sealed class GridLink(DeviceIdentity identity, LinkDuties duties, BoardClock clock, LinkTimes times, ILogger log)
{
    private readonly Backoff _backoff = new(times.FirstRetry, times.LongestRetry, clock);
    private DeviceLink.DeviceLinkClient? _client;

    public bool Connected => Volatile.Read(ref _client) is not null;

    /// <summary>The grid while the stream stands, else null.</summary>
    public DeviceLink.DeviceLinkClient? Client => Volatile.Read(ref _client);

    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await ConnectOnceAsync(cancel);
            }
            catch (Exception e) when (e is RpcException or HttpRequestException or IOException or OperationCanceledException)
            {
                cancel.ThrowIfCancellationRequested();
                Log.Lost(log, identity.Server, e is RpcException rpc ? $"{GridFault.Reason(rpc)}: {rpc.Status.Detail}" : e.Message);
            }
            catch (Exception e)
            {
                // Whatever it is, a robot in the field has nobody to start it again.
                Log.Faulted(log, e);
            }
            await _backoff.WaitAsync(cancel);
        }
    }

    private async Task ConnectOnceAsync(CancellationToken cancel)
    {
        using var certificate = identity.OpenCertificate();
        using var channel = GrpcChannel.ForAddress(identity.Server, new GrpcChannelOptions
        {
            HttpHandler = GridTls.ForDevice(identity.Authority, certificate, clock),
            DisposeHttpClient = true,
        });
        var client = new DeviceLink.DeviceLinkClient(channel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var call = client.Connect(cancellationToken: stop.Token);
        var session = new LinkSession(client, call, duties, identity, clock, times);
        var began = clock.GetTimestamp();
        try
        {
            await session.OpenAsync(stop.Token);
            Volatile.Write(ref _client, client);
            Log.Connected(log, identity.Server, identity.DeviceId);
            duties.Swapper.LinkUp();
            await session.RunAsync(stop.Token);
        }
        finally
        {
            Volatile.Write(ref _client, null);
            // Not at the first word: a grid that fails in every session would be called each second by its whole fleet.
            if (clock.GetElapsedTime(began) >= times.Settled)
                _backoff.Reset();
            await stop.CancelAsync();
        }
    }
}

internal static partial class Log
{
    [LoggerMessage(10, LogLevel.Information, "connected to {Server} as {Device}", EventName = "link.connected")]
    public static partial void Connected(ILogger log, Uri server, string device);

    [LoggerMessage(12, LogLevel.Error, "fault in the link to the grid", EventName = "link.faulted")]
    public static partial void Faulted(ILogger log, Exception fault);

    [LoggerMessage(11, LogLevel.Warning, "no link to {Server}: {Reason}", EventName = "link.lost")]
    public static partial void Lost(ILogger log, Uri server, string reason);
}
