using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Runtime.Measuring;

/// <summary>What one version reached on one set of instances.</summary>
/// <param name="Metrics">By the names in the contract.</param>
/// <param name="ByStep">By supervision step: the share answered rightly after it.</param>
public sealed record Measurement(Dictionary<string, double> Metrics, Dictionary<uint, double> ByStep)
{
    /// <summary>By supervision step over all views: the share with a verified answer within it; empty where there is no checker.</summary>
    public Dictionary<uint, double> VerifiedByStep { get; init; } = [];

    /// <summary>By supervision step: the share whose answer after it is a path; of mazes alone.</summary>
    public Dictionary<uint, double> ValidByStep { get; init; } = [];

    /// <summary>By supervision step: the share for which it is a shortest one.</summary>
    public Dictionary<uint, double> OptimalByStep { get; init; } = [];

    /// <summary>By the source that instances name; empty where they name none.</summary>
    public Dictionary<string, SourceShares> BySource { get; init; } = [];
}
