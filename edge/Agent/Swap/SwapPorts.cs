using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Trials;
using Trm.Grid.Packages;

namespace Trm.Grid.Edge.Swap;

/// <summary>What the swap needs of the rest of the agent.</summary>
internal sealed record SwapPorts
{
    public required Slots Slots { get; init; }

    public required SwapMemory Memory { get; init; }

    public required IPackageSource Source { get; init; }

    /// <summary>The keys that count now.</summary>
    public required Func<TrustedKeys> Trusted { get; init; }

    /// <summary>Runs the golden vectors of the package in a folder on this hardware; throws <see cref="ProofException"/> where they come out wrong.</summary>
    public required Func<string, CancellationToken, Task> Prove { get; init; }

    /// <summary>Brings a package's network into memory.</summary>
    public required Func<PackageFolder, LoadedModel> Load { get; init; }

    public required ActiveModel Model { get; init; }

    /// <summary>Held while the robot follows a path.</summary>
    public required MotionLock Motion { get; init; }

    /// <summary>Asks the model before what the robot asks.</summary>
    public required Shadow Shadow { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>First waiting time after a passing obstacle; it grows to 100 times this.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(5);
}
