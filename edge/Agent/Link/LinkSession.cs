using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Boards;
using Trm.Grid.Edge.Identity;
using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Edge.Link;

/// <summary>One stream, from its first message to its end.</summary>
internal sealed class LinkSession(
    DeviceLink.DeviceLinkClient client,
    AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> call,
    LinkDuties duties,
    DeviceIdentity identity,
    BoardClock clock,
    LinkTimes times)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private ReportedState? _told;

    /// <summary>Says who and how the device is, and waits for the grid's first word: only then does the stream stand.</summary>
    public async Task OpenAsync(CancellationToken cancel)
    {
        await TellAsync(duties.Report(), cancel);
        await HearAsync(cancel);
    }

    /// <summary>Serves the stream until it ends; whichever part ends first ends the others.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] parts = [ListenAsync(stop.Token), SpeakAsync(stop.Token), duties.Sender.RunAsync(client, stop.Token)];
        var first = await Task.WhenAny(parts);
        await stop.CancelAsync();
        // A write that hangs on a dead connection ends only with the call.
        call.Dispose();
        await Task.WhenAll(parts).ContinueWith(_ => { }, TaskScheduler.Default);
        await first;
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        while (true)
            await HearAsync(cancel);
    }

    private async Task HearAsync(CancellationToken cancel)
    {
        using var dead = new CancellationTokenSource(times.DeadPeer, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, dead.Token);
        bool more;
        try
        {
            more = await call.ResponseStream.MoveNext(either.Token);
        }
        catch (Exception e) when (dead.IsCancellationRequested && e is RpcException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            throw new IOException($"the grid was silent for {times.DeadPeer.TotalSeconds:0} s", e);
        }
        if (!more)
            throw new IOException("the grid ended the stream");
        Take(call.ResponseStream.Current);
    }

    private void Take(ConnectResponse message)
    {
        switch (message.MessageCase)
        {
            case ConnectResponse.MessageOneofCase.Desired:
                duties.Swapper.Desire(new Wish(message.Desired.Revision, message.Desired.ModelDigest, message.Desired.ModelName));
                break;
            case ConnectResponse.MessageOneofCase.Heartbeat when message.Heartbeat.SentAt is { } sent:
                clock.Hear(sent.ToDateTimeOffset());
                break;
            case ConnectResponse.MessageOneofCase.TrustedKeys:
                if (identity.Trust(message.TrustedKeys.Keys))
                    duties.Swapper.KeysChanged();
                break;
        }
    }

    private async Task SpeakAsync(CancellationToken cancel)
    {
        while (true)
        {
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var due = Task.Delay(times.Heartbeat, clock, beat.Token);
            var changed = duties.Changed.WaitAsync(beat.Token);
            await Task.WhenAny(due, changed);
            await beat.CancelAsync();
            cancel.ThrowIfCancellationRequested();
            var state = duties.Report();
            if (state.Equals(_told))
                await call.RequestStream.WriteAsync(new ConnectRequest { Heartbeat = new Heartbeat { SentAt = clock.GetUtcNow().ToTimestamp() } }, cancel);
            else
                await TellAsync(state, cancel);
            if (clock.GetUtcNow() >= identity.RenewAt)
                await RenewAsync(cancel);
        }
    }

    private async Task TellAsync(ReportedState state, CancellationToken cancel)
    {
        await call.RequestStream.WriteAsync(new ConnectRequest { State = state }, cancel);
        _told = state;
    }

    /// <summary>The same key, a fresh certificate; it is shown from the next connection on.</summary>
    private async Task RenewAsync(CancellationToken cancel)
    {
        using var key = identity.OpenKey();
        var response = await client.RenewCertificateAsync(
            new RenewCertificateRequest { SigningRequest = ByteString.CopyFrom(DeviceKey.SigningRequest(key)) },
            deadline: CallDeadline.In(Deadline),
            cancellationToken: cancel);
        identity.Renew(response.Certificate.ToByteArray(), response.ServerTime?.ToDateTimeOffset() ?? clock.GetUtcNow());
    }
}
