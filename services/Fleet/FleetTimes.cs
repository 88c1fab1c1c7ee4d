namespace Trm.Grid.Fleet;

/// <summary>The fleet's spans of time.</summary>
public sealed record FleetTimes
{
    /// <summary>Proxies cut streams that are quiet for about two minutes.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Three heartbeats of a device missed: its stream is ended.</summary>
    public TimeSpan DeadPeer { get; init; } = TimeSpan.FromSeconds(65);

    /// <summary>Devices renew when two thirds of it are over.</summary>
    public TimeSpan CertificateLifetime { get; init; } = TimeSpan.FromDays(90);

    public TimeSpan JoinTokenLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A token that lies about for longer is a risk without a use.</summary>
    public TimeSpan LongestJoinTokenLifetime { get; init; } = TimeSpan.FromDays(30);
}
