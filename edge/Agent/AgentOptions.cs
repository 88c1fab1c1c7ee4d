using System.Device.Gpio;
using Microsoft.Extensions.Logging;
using Trm.Grid.Edge.Gpio;
using Trm.Grid.Edge.Link;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Rosbridge;
using Trm.Grid.Edge.Serving;
using Trm.Grid.Edge.Trials;
using Trm.Grid.Packages;

namespace Trm.Grid.Edge;

/// <summary>How an agent runs.</summary>
internal sealed record AgentOptions
{
    public LinkTimes Link { get; init; } = new();

    /// <summary>First waiting time after a passing obstacle of a swap.</summary>
    public TimeSpan SwapRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a robot may keep its model from being changed by following paths.</summary>
    public TimeSpan LongestHold { get; init; } = TimeSpan.FromMinutes(10);

    public TrialLimits Trial { get; init; } = new();

    public GpioSettings Gpio { get; init; } = new();

    /// <summary>Opens the chip of the board's lines, or with null the header's, where some are used.</summary>
    public Func<int?, GpioDriver> OpenLines { get; init; } = GpioChips.Open;

    public RosbridgeSettings Rosbridge { get; init; } = new();

    /// <summary>First waiting time after a rosbridge was not there.</summary>
    public TimeSpan RosbridgeRetry { get; init; } = TimeSpan.FromSeconds(1);

    public long SpoolBytes { get; init; } = 64 << 20;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where logs go; nowhere unless set.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>With which ONNX Runtime, and on what, models run.</summary>
    public RuntimeSettings Runtime { get; init; } = new();

    /// <summary>Members of the agent's group may ask for paths too.</summary>
    public bool GroupMayPlan { get; init; }

    /// <summary>Runs a package's golden vectors on this hardware; null: in a child process.</summary>
    public Func<string, CancellationToken, Task>? Prove { get; init; }

    /// <summary>Starts a package's network; null: in a process of its own.</summary>
    public Func<PackageFolder, LoadedModel>? Load { get; init; }
}
