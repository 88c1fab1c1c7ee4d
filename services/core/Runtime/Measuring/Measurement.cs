using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Runtime.Measuring;

/// <summary>What one version reached on one set of instances.</summary>
/// <param name="ByStep">By supervision step: the share answered rightly after it.</param>
public sealed record Measurement(Dictionary<uint, double> ByStep)
{
    /// <summary>By the names in the contract.</summary>
    public Dictionary<string, double> Metrics { get; } = [];

    /// <summary>Of the metrics that are means: what each instance came to, so that two versions can be compared on the same ones.</summary>
    public Dictionary<string, InstanceValues> ByInstance { get; } = [];

    /// <summary>By supervision step over all views: the share with a verified answer within it; empty where there is no checker.</summary>
    public Dictionary<uint, double> VerifiedByStep { get; init; } = [];

    /// <summary>By supervision step: the share whose answer after it is a path; of mazes alone.</summary>
    public Dictionary<uint, double> ValidByStep { get; init; } = [];

    /// <summary>By supervision step: the share for which it is a shortest one.</summary>
    public Dictionary<uint, double> OptimalByStep { get; init; } = [];

    /// <summary>By the source that instances name; empty where they name none.</summary>
    public Dictionary<string, SourceShares> BySource { get; init; } = [];

    /// <summary>Takes a metric that is the share of the instances for which something holds.</summary>
    public void TakeShare(string metric, IEnumerable<bool> ofInstances) => TakeShare(metric, ofInstances.Select(holds => holds ? 1.0 : 0));

    /// <summary>Takes a metric that is the mean of shares, each from 0 to 1, over the instances that have one.</summary>
    public void TakeShare(string metric, IEnumerable<double> ofInstances) => Keep(metric, new([.. ofInstances], IsShare: true));

    /// <summary>Takes a metric that is the mean of amounts, none below 0, over the instances that have one; where none has, there is no such metric.</summary>
    public void Take(string metric, IEnumerable<double> ofInstances) => Keep(metric, new([.. ofInstances], IsShare: false));

    private void Keep(string metric, InstanceValues values)
    {
        // The mean over nothing is not a number, and a gate must not take it for one.
        if (Array.TrueForAll(values.Values, double.IsNaN))
            return;
        ByInstance[metric] = values;
        Metrics[metric] = values.Values.Where(value => !double.IsNaN(value)).Average();
    }
}
