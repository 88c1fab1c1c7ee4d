namespace Trm.Grid.Evaluation.Suites;

/// <summary>What one version reached on one set of instances.</summary>
/// <param name="Metrics">By the names in the contract.</param>
/// <param name="ByStep">By supervision step: the share answered rightly after it.</param>
/// <param name="VerifiedByStep">By supervision step over all views: the share with a verified answer within it; null where there is no checker.</param>
internal sealed record Measurement(Dictionary<string, double> Metrics, Dictionary<uint, double> ByStep, Dictionary<uint, double>? VerifiedByStep = null);
