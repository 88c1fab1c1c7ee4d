namespace Trm.Grid.Evaluation.Suites;

/// <summary>What one version reached on one set of instances.</summary>
/// <param name="Metrics">By the names in the contract.</param>
/// <param name="ByStep">By supervision step: the share answered rightly within it.</param>
internal sealed record Measurement(Dictionary<string, double> Metrics, Dictionary<uint, double> ByStep);
