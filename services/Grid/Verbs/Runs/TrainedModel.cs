using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

/// <summary>What train --json writes.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Model">The name under which the version is registered.</param>
/// <param name="Version">The version's number; null while the run goes on.</param>
/// <param name="Digest">The version's manifest; null while the run goes on.</param>
/// <param name="Dataset">Digest of the dataset it was trained on; null where examples were generated.</param>
/// <param name="Steps">Optimiser steps done.</param>
/// <param name="Seconds">Seconds of training proper.</param>
/// <param name="Metrics">What was measured last.</param>
internal sealed record TrainedModel(
    string Run, string State, string Model, uint? Version, string? Digest, string? Dataset, ulong Steps, double Seconds, SortedDictionary<string, double?> Metrics)
{
    public static TrainedModel Of(RunView view, Run run) => new(view.Id, view.State, view.Model, view.Version, view.Digest,
        run.Spec is { DatasetDigest.Length: > 0 } spec ? spec.DatasetDigest : null, view.Step, view.Seconds, view.Metrics);
}
