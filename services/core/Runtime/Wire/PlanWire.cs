using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;
using Kind = Trm.Grid.Contracts.V1.PlannerKind;

namespace Trm.Grid.Runtime.Wire;

/// <summary>Plans and queries as they travel.</summary>
public static class PlanWire
{
    // What Timestamp promises: the years 1 to 9999, in seconds from 1970 on. Others cannot be written as JSON.
    private const long FirstSecond = -62_135_596_800, LastSecond = 253_402_300_799;

    public static Cell StartOf(PlanQuery query, CostMap map) => CellOf(query.Start, map);

    public static Cell GoalOf(PlanQuery query, CostMap map) => CellOf(query.Goal, map);

    /// <summary>The limits that a query sets.</summary>
    public static PlanOptions ToOptions(PlanQuery query) => new()
    {
        FootprintRadiusM = query.FootprintRadiusM,
        UnknownIsFree = query.AllowUnknown,
        MaxSteps = query.MaxSteps == 0 ? null : (int)Math.Min(query.MaxSteps, int.MaxValue),
        TimeLimit = query.TimeLimit?.ToTimeSpan(),
        MaxGap = query.HasMaxGap ? query.MaxGap : PlanOptions.DefaultMaxGap,
        // Who lets any cost pass does not ask for the cheapest.
        TakeLatest = query.HasMaxGap && double.IsPositiveInfinity(query.MaxGap),
    };

    /// <summary>What is wrong with a query's numbers, as (field, expectation); empty where nothing is.</summary>
    public static IEnumerable<(string Field, string Expected)> Faults(PlanQuery query)
    {
        if (query.Start is null || !double.IsFinite(query.Start.X) || !double.IsFinite(query.Start.Y))
            yield return ("query.start", "expected two finite numbers");
        if (query.Goal is null || !double.IsFinite(query.Goal.X) || !double.IsFinite(query.Goal.Y))
            yield return ("query.goal", "expected two finite numbers");
        if (!double.IsFinite(query.FootprintRadiusM) || query.FootprintRadiusM is < 0 or > 100)
            yield return ("query.footprint_radius_m", $"expected 0 to 100 metres, got {query.FootprintRadiusM}");
        if (query.MaxSteps > 4096)
            yield return ("query.max_steps", $"expected at most 4096, got {query.MaxSteps}");
        if (query.HasMaxGap && !(query.MaxGap >= 0))
            yield return ("query.max_gap", $"expected 0 or more, got {query.MaxGap}");
        foreach (var fault in TripWire.Faults(query))
            yield return fault;
        if (query.TimeLimit is { } limit && (limit.Seconds is < 0 or > 3600 || limit.Nanos is < 0 or > 999_999_999))
            yield return ("query.time_limit", $"expected 0 to 3600 seconds and 0 to 999,999,999 nanoseconds, got {limit.Seconds} and {limit.Nanos}");
        if (query.Stamp is { } stamp && (stamp.Seconds is < FirstSecond or > LastSecond || stamp.Nanos is < 0 or > 999_999_999))
            yield return ("query.stamp", $"expected a time in the years 1 to 9999 and 0 to 999,999,999 nanoseconds, got {stamp.Seconds} seconds from 1970 on and {stamp.Nanos} nanoseconds");
    }

    /// <param name="outcome">What the planner gave.</param>
    /// <param name="map">The map as uploaded.</param>
    /// <param name="modelDigest">The active model's; empty without one.</param>
    public static Plan ToMessage(PlanOutcome outcome, CostMap map, string modelDigest)
    {
        var plan = new Plan
        {
            Planner = outcome.Planner switch
            {
                PlannerKind.Trm => Kind.Trm,
                PlannerKind.AStar => Kind.Astar,
                PlannerKind.Kept => Kind.Kept,
                _ => Kind.None,
            },
            Verified = outcome.Verified,
            LengthM = outcome.LengthM,
            Cost = outcome.Cost,
            Steps = (uint)outcome.Steps,
            Views = (uint)outcome.Views,
            Windows = (uint)outcome.Windows,
            WarmStart = outcome.Warm,
            Elapsed = outcome.Elapsed.ToDuration(),
            ErrorCode = (uint)outcome.Error,
            Message = outcome.Message,
            ModelDigest = modelDigest,
            MapDigest = map.Digest,
            HaltLogit = float.IsNaN(outcome.HaltLogit) ? 0 : outcome.HaltLogit,
        };
        plan.Path.AddRange(outcome.Path.Select(cell => PointOf(cell, map)));
        plan.ViaAt.AddRange(outcome.ViaAt.Select(at => (uint)at));
        plan.SmoothPath.AddRange(outcome.Smooth.Select(place => new Point { X = place.X, Y = place.Y }));
        if (outcome is { OptimalCost: { } optimal, Gap: { } gap })
            (plan.OptimalCost, plan.Gap) = (optimal, gap);
        if (outcome.GrownByM is { } grown)
            plan.InflatedByM = grown;
        if (outcome.MinClearanceM is { } clearance)
            plan.MinClearanceM = clearance;
        return plan;
    }

    public static Point PointOf(Cell cell, CostMap map)
    {
        var (x, y) = map.CellToWorld(cell);
        return new Point { X = x, Y = y };
    }

    private static Cell CellOf(Point? point, CostMap map) => point is null ? new(-1, -1) : map.WorldToCell(point.X, point.Y);
}
