namespace Trm.Grid.Runtime;

/// <summary>What a path must keep to.</summary>
public sealed record PlanOptions
{
    /// <summary>A path a tenth dearer than need be is still the network's to give.</summary>
    public const double DefaultMaxGap = 0.1;

    /// <summary>Most maps are answered as they stand, and nearly all that are not after a turn or two.</summary>
    public const int DefaultMaxViews = 4;

    // Costs are whole units below: this only absorbs the division.
    private const double SameCost = 1e-9;

    /// <summary>The robot's radius in metres; obstacles are inflated by it. 0 takes the map as it is.</summary>
    public double FootprintRadiusM { get; init; }

    /// <summary>Whether unknown cells may be entered.</summary>
    public bool UnknownIsFree { get; init; }

    /// <summary>Supervision steps a view; null takes the model's limit, more on maps larger than it was trained on.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Views that the network is asked under before A* answers.</summary>
    public int MaxViews { get; init; } = DefaultMaxViews;

    /// <summary>
    /// The most cells that the network is asked about in one piece. Null: <see cref="PathPlanner.UsualNetworkCells"/>, but
    /// <see cref="PathPlanner.MaxNetworkCells"/> for a network that is for maps of one size, and for one that was taught other costs: the route
    /// that windows follow knows the map's costs alone.
    /// </summary>
    public int? MaxNetworkCells { get; init; }

    /// <summary>Whether it is asked about larger maps coarse to fine, in windows; else A* alone plans there.</summary>
    public bool CoarseToFine { get; init; } = true;

    /// <summary>Whether the policy of an earlier plan to the same goal on the same map may answer without new steps.</summary>
    public bool ReusePolicy { get; init; } = true;

    /// <summary>Whether the recursion may go on from where it stood on a map that differs little, for the same goal.</summary>
    public bool WarmStart { get; init; } = true;

    /// <summary>The largest gap (cost / least possible cost - 1) of a network's path; where its best one has more, A*'s goes out. Infinite: any.</summary>
    public double MaxGap { get; init; } = DefaultMaxGap;

    /// <summary>Whether of the network's checked paths the latest goes out and not the cheapest: for a network that was taught other costs.</summary>
    public bool TakeLatest { get; init; }

    /// <summary>When the best checked path must be out; null sets no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Whether a path of that cost may go out beside one of the least possible cost.</summary>
    public bool Allows(double cost, double optimalCost) => cost <= optimalCost * (1 + MaxGap + SameCost);
}
