using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Runtime.Measuring;

/// <summary>What one version reached on one set of instances.</summary>
/// <param name="ByStep">By supervision step: the share answered rightly after it.</param>
public sealed record Measurement(Dictionary<uint, double> ByStep)
{
    /// <summary>By the names in the contract.</summary>
    public Dictionary<string, double> Metrics { get; } = [];

    /// <summary>
    /// Of the metrics that are means: what each instance came to, in the set's order, so that two versions can be compared on the same ones. 1 and 0 where
    /// the metric is a share, NaN where an instance has none. Of ARC's passes by task.
    /// </summary>
    public Dictionary<string, double[]> ByInstance { get; } = [];

    /// <summary>By supervision step over all views: the share with a verified answer within it; empty where there is no checker.</summary>
    public Dictionary<uint, double> VerifiedByStep { get; init; } = [];

    /// <summary>By supervision step: the share whose answer after it is a path; of mazes alone.</summary>
    public Dictionary<uint, double> ValidByStep { get; init; } = [];

    /// <summary>By supervision step: the share for which it is a shortest one.</summary>
    public Dictionary<uint, double> OptimalByStep { get; init; } = [];

    /// <summary>By the source that instances name; empty where they name none.</summary>
    public Dictionary<string, SourceShares> BySource { get; init; } = [];

    /// <summary>Takes a metric that is the mean over the instances that have one; where none has, there is no such metric.</summary>
    public void Take(string metric, IEnumerable<double> ofInstances)
    {
        double[] values = [.. ofInstances];
        // The mean over nothing is not a number, and a gate must not take it for one.
        if (Array.TrueForAll(values, double.IsNaN))
            return;
        ByInstance[metric] = values;
        Metrics[metric] = values.Where(value => !double.IsNaN(value)).Average();
    }
}
