using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime.Large;

/// <summary>How a large map is planned coarse to fine.</summary>
public sealed record LargeOptions
{
    /// <summary>Rows and columns of a window at full resolution.</summary>
    public int Window { get; init; } = 32;

    /// <summary>Rows and columns of the coarse map at most; 0: no coarse map, the graph of regions gives the route.</summary>
    public int CoarseSide { get; init; } = 64;

    /// <summary>Views of a window before a nearer aim is tried.</summary>
    public int MaxViews { get; init; } = 8;

    /// <summary>Share of a window's path that is taken; the rest is planned again from there, with the window further on.</summary>
    public double Advance { get; init; } = 0.5;

    /// <summary>How paths are read off, in windows and on the coarse map.</summary>
    public PathReading Reading { get; init; } = PathReading.Rollout;
}
