namespace Trm.Grid.Runtime;

/// <summary>What a path must keep to.</summary>
public sealed record PlanOptions
{
    /// <summary>The robot's radius in metres; obstacles are inflated by it. 0 takes the map as it is.</summary>
    public double FootprintRadiusM { get; init; }

    /// <summary>Whether unknown cells may be entered.</summary>
    public bool UnknownIsFree { get; init; }

    /// <summary>Supervision steps a view; null takes the model's limit, more on maps larger than it was trained on.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Views that the network is asked under before A* answers.</summary>
    public int MaxViews { get; init; } = 2;

    /// <summary>The most cells that the network is asked about; A* alone plans on larger maps.</summary>
    public int MaxNetworkCells { get; init; } = PathPlanner.MaxNetworkCells;

    /// <summary>Whether the policy of an earlier plan to the same goal on the same map may answer without new steps.</summary>
    public bool ReusePolicy { get; init; } = true;

    /// <summary>When the best checked path must be out; null sets no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }
}
