using Microsoft.Extensions.Logging;

namespace Trm.Grid.Hosting;

/// <summary>How a grid's process is set up.</summary>
public sealed record GridHostOptions
{
    /// <summary>The data folder.</summary>
    public GridPaths Paths { get; init; } = GridPaths.Default();

    /// <summary>gRPC for people, backends and the services themselves. http is for loopback alone; the port 0 means any free one.</summary>
    public Uri Control { get; init; } = new("http://127.0.0.1:7400");

    /// <summary>JSON and gRPC-Web. http is for loopback alone.</summary>
    public Uri Web { get; init; } = new("http://127.0.0.1:7401");

    /// <summary>Mutual TLS for devices, always https.</summary>
    public Uri Devices { get; init; } = new("https://127.0.0.1:7443");

    /// <summary>Names and addresses under which others reach this machine; the first is the one told to devices.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Control endpoints of the roles that run elsewhere.</summary>
    public IReadOnlyDictionary<string, Uri> Peers { get; init; } = new Dictionary<string, Uri>();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where logs go; nowhere unless set.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>The same grid on free ports of loopback.</summary>
    public GridHostOptions OnFreePorts() => this with
    {
        Control = new("http://127.0.0.1:0"),
        Web = new("http://127.0.0.1:0"),
        Devices = new("https://127.0.0.1:0"),
    };
}
