using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Fleet;

/// <summary>The open stream of a device, as the rest of the service sees it. Small: there are thousands.</summary>
internal sealed class DeviceStream(string deviceId, CancellationTokenSource end) : IDisposable
{
    private readonly SemaphoreSlim _news = new(0, 1);
    private ReportedState? _reported;
    private long _heardAt;

    public string DeviceId { get; } = deviceId;

    /// <summary>Cancelled when the stream shall end.</summary>
    public CancellationToken Ended { get; } = end.Token;

    /// <summary>What the device last said, since this stream began.</summary>
    public ReportedState? Reported
    {
        get => Volatile.Read(ref _reported);
        set => Volatile.Write(ref _reported, value);
    }

    /// <summary>When the device was last heard.</summary>
    public DateTimeOffset HeardAt
    {
        get => new(Volatile.Read(ref _heardAt), TimeSpan.Zero);
        set => Volatile.Write(ref _heardAt, value.UtcTicks);
    }

    /// <summary>There is something to tell the device.</summary>
    public void Wake()
    {
        lock (_news)
            if (_news.CurrentCount == 0)
                _news.Release();
    }

    /// <returns>False when the time went by without news.</returns>
    public Task<bool> NewsAsync(TimeSpan within, CancellationToken cancel) => _news.WaitAsync(within, cancel);

    public void End()
    {
        try
        {
            end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself at this very moment.
        }
    }

    public void Dispose() => _news.Dispose();
}
