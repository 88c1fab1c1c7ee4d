using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Results;

/// <summary>What a device planned, as scripts read it.</summary>
/// <param name="Digest">The active model's, also when A* answered.</param>
/// <param name="Planner">trm, astar or none.</param>
/// <param name="Gap">cost / optimal cost - 1; null when there is no path.</param>
internal sealed record ResultView(
    string Id, string Device, DateTime? PlannedAt, string Digest, string Planner, bool Verified, uint Steps, double LengthM, double? Gap, double Ms, uint ErrorCode)
{
    public static ResultView Of(PlanResult result) => new(result.Id, result.DeviceId, result.PlannedAt?.ToDateTime(), result.Plan.ModelDigest,
        EnumText.Of(result.Plan.Planner), result.Plan.Verified, result.Plan.Steps, result.Plan.LengthM, Numbers.Finite(result.Plan.HasGap ? result.Plan.Gap : null),
        result.Plan.Elapsed?.ToTimeSpan().TotalMilliseconds ?? 0, result.Plan.ErrorCode);
}
