namespace Trm.Grid.Edge.Link;

/// <summary>How patient the link is.</summary>
internal sealed record LinkTimes
{
    /// <summary>Proxies cut streams that are quiet for about two minutes.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Three heartbeats of the grid missed: it is gone, whatever TCP believes.</summary>
    public TimeSpan DeadPeer { get; init; } = TimeSpan.FromSeconds(65);

    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A session that has lasted so long was a good one: the next loss is tried again after <see cref="FirstRetry"/>.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromMinutes(1);
}
