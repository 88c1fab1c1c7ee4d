namespace Trm.Grid.Edge.Trials;

/// <summary>How long a new model is tried, and what counts as worse than the model before it.</summary>
internal sealed record TrialLimits
{
    /// <summary>Questions put to both models, after which the trial ends.</summary>
    public int Plans { get; init; } = 20;

    /// <summary>After which it ends with what was asked by then; a robot that asks nothing tells nothing against a model.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Share of the plans that the new network may answer fewer of than the earlier one; one is always allowed.</summary>
    public double LostShare { get; init; } = 0.05;

    /// <summary>Mean cost of its paths over the earlier model's.</summary>
    public double CostRatio { get; init; } = 1.02;

    /// <summary>Median time of its network over the earlier one's.</summary>
    public double TimeRatio { get; init; } = 2;

    /// <summary>And by how much the median must be longer to count: below it the difference is the board's, not the model's.</summary>
    public TimeSpan TimeSlack { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Costs and times are compared from so many questions on.</summary>
    public int LeastCompared { get; init; } = 5;

    /// <summary>Starts of the agent within one trial, beyond which the model is blamed for them.</summary>
    public int Restarts { get; init; } = 3;

    /// <summary>By how many answers the new network may fall behind.</summary>
    public int MostLost => Math.Max(1, (int)(LostShare * Plans));
}
