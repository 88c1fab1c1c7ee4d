using Trm.Grid.Verbs.Evaluations;

namespace Trm.Grid.Verbs.Grids;

/// <summary>What --json writes for a demo.</summary>
/// <param name="Seconds">From the program's start.</param>
/// <param name="Picture">Where the PNG lies.</param>
internal sealed record DemoOutcome(
    double Seconds, DemoTraining Train, DemoModel Model, DemoScores Evaluation, IReadOnlyList<DemoDevice> Devices, IReadOnlyList<DemoResult> Results, string Picture);

/// <param name="Seconds">Of training proper.</param>
/// <param name="Valid">Share of held-out generated maps' queries whose network path passed the checker, before fallback.</param>
internal sealed record DemoTraining(double Seconds, ulong Steps, ulong Parameters, double? Valid);

internal sealed record DemoModel(string Name, uint Version, string Digest);

/// <summary>Definitions as of <see cref="PlanningScores"/>.</summary>
internal sealed record DemoScores(ulong Count, double? Valid, double? Optimal, double? CostRatio, double? P50Ms, double? AstarP50Ms)
{
    public static DemoScores Of(PlanningScores scores) => new(scores.Count, scores.Valid, scores.Optimal, scores.CostRatio, scores.P50Ms, scores.AstarP50Ms);
}

/// <param name="Digest">The version that it runs.</param>
/// <param name="State">The device's state by name.</param>
internal sealed record DemoDevice(string Id, string Digest, string State);

/// <param name="Digest">The active model's, also when A* answered.</param>
/// <param name="Planner">trm, astar or none.</param>
/// <param name="Gap">cost / optimal cost - 1; null when there is no path.</param>
internal sealed record DemoResult(string Device, string Digest, string Planner, bool Verified, uint Steps, double LengthM, double? Gap, double Ms);
