using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Edge.Rosbridge;

/// <summary>Stays connected with a rosbridge: JSON over a WebSocket, protocol version 2. A robot's software without gRPC plans through it.</summary>
internal sealed class RosbridgeLink(RosbridgeSettings settings, RosRobot robot, Backoff backoff, ILogger log)
{
    /// <summary>A map of 16 Mi cells, three characters a cell on the average.</summary>
    private const int LargestMessage = 64 << 20;
    private static readonly TimeSpan StopIsLookedAt = TimeSpan.FromMilliseconds(100);
    private readonly Signal _wanted = new();

    /// <summary>Until cancelled; ends at once where no rosbridge is named.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (settings.Url is { } url && !cancel.IsCancellationRequested)
        {
            try
            {
                await StayAsync(new Uri(url), cancel);
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException && !cancel.IsCancellationRequested)
            {
                Log.Lost(log, url, e.Message);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            await backoff.WaitAsync(cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task StayAsync(Uri url, CancellationToken cancel)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(url, cancel);
        await SendAsync(socket, RosPath.Advertise(settings.PathTopic), cancel);
        foreach (var topic in (string[])[settings.MapTopic, settings.PoseTopic, settings.GoalTopic])
            await SendAsync(socket, RosPath.Subscribe(topic), cancel);
        backoff.Reset();
        Log.Connected(log, url);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var planning = PlanAsync(socket, stop.Token);
        try
        {
            var listening = ListenAsync(socket, stop.Token);
            await await Task.WhenAny(listening, planning);
        }
        finally
        {
            await stop.CancelAsync();
            await planning.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task ListenAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        var message = new ArrayBufferWriter<byte>(1 << 16);
        while (true)
        {
            var part = await socket.ReceiveAsync(message.GetMemory(1 << 14), cancel);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new WebSocketException("the rosbridge closed the connection");
            message.Advance(part.Count);
            if (message.WrittenCount > LargestMessage)
                throw new WebSocketException($"a message of more than {LargestMessage} bytes: publish a smaller map");
            if (!part.EndOfMessage)
                continue;
            Read(message.WrittenMemory);
            message.ResetWrittenCount();
        }
    }

    /// <summary>A message that cannot be read is told and passed over: the next one may be better.</summary>
    private void Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            if (Json.Field(root, "op").GetString() == "publish" && robot.Take(Json.Field(root, "topic").GetString() ?? "", Json.Field(root, "msg")))
                _wanted.Set();
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or MapFormatException or InvalidOperationException or FormatException or IOException)
        {
            Log.Unreadable(log, e.Message);
        }
    }

    private async Task PlanAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        ErrorReason? refused = null;
        while (true)
        {
            await _wanted.WaitAsync(cancel);
            try
            {
                if (await robot.PlanAsync(cancel) is not var (message, words))
                    continue;
                await SendAsync(socket, message, cancel);
                refused = null;
                Log.Published(log, words);
            }
            catch (PlanRefusedException e)
            {
                if (refused != e.Reason)
                    Log.Refused(log, e.Message);
                refused = e.Reason;
                if (e.Reason != ErrorReason.EmergencyStop)
                    continue;
                // The robot still wants to go there: it is asked again until the stop is released.
                await Task.Delay(StopIsLookedAt, cancel);
                _wanted.Set();
            }
        }
    }

    private static Task SendAsync(ClientWebSocket socket, byte[] message, CancellationToken cancel) =>
        socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancel);
}

internal static partial class Log
{
    [LoggerMessage(60, LogLevel.Information, "connected with the rosbridge at {Url}", EventName = "rosbridge.connected")]
    public static partial void Connected(ILogger log, Uri url);

    [LoggerMessage(61, LogLevel.Warning, "no rosbridge at {Url}: {Fault}", EventName = "rosbridge.lost")]
    public static partial void Lost(ILogger log, string url, string fault);

    [LoggerMessage(62, LogLevel.Warning, "a message of the rosbridge is passed over: {Fault}", EventName = "rosbridge.unreadable")]
    public static partial void Unreadable(ILogger log, string fault);

    [LoggerMessage(63, LogLevel.Information, "published to the rosbridge: {Words}", EventName = "rosbridge.published")]
    public static partial void Published(ILogger log, string words);

    [LoggerMessage(64, LogLevel.Warning, "nothing is published to the rosbridge: {Fault}", EventName = "rosbridge.refused")]
    public static partial void Refused(ILogger log, string fault);
}
