using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>Serves the devices' streams: state up, desired state down, heartbeats both ways.</summary>
internal sealed partial class DeviceSessions(
    Devices devices, DeviceStreams streams, AssignedPackages packages, FleetTimes times, TimeProvider clock, ILogger<DeviceSessions> log)
{
    public async Task RunAsync(
        string deviceId, IAsyncStreamReader<ConnectRequest> up, IServerStreamWriter<ConnectResponse> down, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var stream = new DeviceStream(deviceId, end) { HeardAt = clock.GetUtcNow() };
        streams.Open(stream);
        Log.Connected(log, deviceId);
        try
        {
            var listening = ListenAsync(stream, up);
            var first = await Task.WhenAny(listening, SpeakAsync(stream, down));
            stream.End();
            // NOTE: the reader must not outlive the call: its memory is the call's.
            await listening.ContinueWith(_ => { }, TaskScheduler.Default);
            await first;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException || e is RpcException { StatusCode: StatusCode.Cancelled })
        {
            // The device went away, was silent for too long, came anew or was revoked: each is an ordinary end.
        }
        finally
        {
            if (streams.Close(stream))
                await LeaveAsync(stream);
            Log.Disconnected(log, deviceId);
        }
    }

    private async Task ListenAsync(DeviceStream stream, IAsyncStreamReader<ConnectRequest> up)
    {
        while (true)
        {
            using var silence = new CancellationTokenSource(times.DeadPeer, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stream.Ended, silence.Token);
            if (!await up.MoveNext(either.Token))
                return;
            stream.HeardAt = clock.GetUtcNow();
            if (up.Current.MessageCase != ConnectRequest.MessageOneofCase.State)
                continue;
            DeviceTimes.ClearInvalid(up.Current.State);
            await devices.ReportAsync(stream, up.Current.State, stream.Ended);
        }
    }

    private async Task SpeakAsync(DeviceStream stream, IServerStreamWriter<ConnectResponse> down)
    {
        IReadOnlyList<TrustedKey> toldKeys = [];
        DesiredState? told = null;
        while (true)
        {
            var device = await devices.GetAsync(stream.DeviceId, stream.Ended);
            // Revoked between its admission and here, when no stream of it was there to be ended.
            if (device.State == DeviceState.Revoked)
                return;
            if (told is null || !told.Equals(device.Desired))
                await down.WriteAsync(new ConnectResponse { Desired = told = device.Desired ?? new DesiredState() }, stream.Ended);
            await down.WriteAsync(new ConnectResponse { Heartbeat = new Heartbeat { SentAt = clock.GetUtcNow().ToTimestamp() } }, stream.Ended);
            if (await KeysAsync(stream) is { } keys && !keys.SequenceEqual(toldKeys))
            {
                await down.WriteAsync(new ConnectResponse { TrustedKeys = new TrustedKeys { Keys = { keys } } }, stream.Ended);
                toldKeys = keys;
            }
            await stream.NewsAsync(times.Heartbeat, stream.Ended);
        }
    }

    private async Task<IReadOnlyList<TrustedKey>?> KeysAsync(DeviceStream stream)
    {
        try
        {
            return await packages.TrustedKeysAsync(stream.Ended);
        }
        catch (Exception e) when (e is GridException || e is RpcException && !stream.Ended.IsCancellationRequested)
        {
            // The registry is away: the device goes on with the keys that it knows.
            Log.NoKeys(log, e.Message);
            return null;
        }
    }

    /// <summary>Keeps the last word of a device that went, for when it is asked about.</summary>
    private async Task LeaveAsync(DeviceStream stream)
    {
        try
        {
            await devices.ChangeAsync(
                stream.DeviceId,
                (_, device) =>
                {
                    device.LastSeenAt = stream.HeardAt.ToTimestamp();
                    if (stream.Reported is { } reported)
                        device.Reported = reported;
                },
                CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The grid is stopping and its state is closed: what lasts was stored when it was said.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, EventName = "device_connected", Level = LogLevel.Information, Message = "device {Device} connected")]
        public static partial void Connected(ILogger log, string device);

        [LoggerMessage(EventId = 2, EventName = "device_disconnected", Level = LogLevel.Information, Message = "device {Device} disconnected")]
        public static partial void Disconnected(ILogger log, string device);

        [LoggerMessage(EventId = 3, EventName = "trusted_keys_unknown", Level = LogLevel.Warning, Message = "the registry did not tell the trusted keys: {Reason}")]
        public static partial void NoKeys(ILogger log, string reason);
    }
}
