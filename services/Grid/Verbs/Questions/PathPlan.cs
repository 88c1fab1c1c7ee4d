using System.Text.Json.Serialization;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Questions;

/// <summary>A planned path, or that there is none, as scripts read it.</summary>
internal sealed record PathPlan
{
    /// <summary>trm, astar or none.</summary>
    public required string Planner { get; init; }

    /// <summary>The path passed the checker.</summary>
    public required bool Verified { get; init; }

    /// <summary>[x, y] in the map's frame from start to goal; empty without a path.</summary>
    public required IReadOnlyList<double[]> Path { get; init; }
    public required double LengthM { get; init; }
    public required double Cost { get; init; }

    /// <summary>The least possible cost; null without a path.</summary>
    public required double? OptimalCost { get; init; }

    /// <summary>cost / optimal cost - 1; null without a path.</summary>
    public required double? Gap { get; init; }
    public required uint Steps { get; init; }

    /// <summary>Computation, without the way there and back.</summary>
    public required double Ms { get; init; }

    /// <summary>0, or why there is no path in Nav2's numbers: 203 and 204 outside the map, 205 and 206 occupied, 207 time, 208 no path.</summary>
    public required uint ErrorCode { get; init; }

    /// <summary>Why there is no path, or why A* answered and not the network, in words; empty where there is nothing to say.</summary>
    public required string Message { get; init; }

    /// <summary>Where in the path the via points stand; left out without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<uint>? ViaAt { get; init; }

    /// <summary>The path as a smoothed line; left out unless asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double[]>? SmoothPath { get; init; }

    public static PathPlan Of(Plan plan) => new()
    {
        Planner = EnumText.Of(plan.Planner),
        Verified = plan.Verified,
        // Micrometres: enough for any robot, and 0.575 does not become 0.5750000000000001.
        Path = [.. plan.Path.Select(Rounded)],
        SmoothPath = plan.SmoothPath.Count == 0 ? null : [.. plan.SmoothPath.Select(Rounded)],
        LengthM = plan.LengthM,
        Cost = plan.Cost,
        OptimalCost = Numbers.Finite(plan.HasOptimalCost ? plan.OptimalCost : null),
        Gap = Numbers.Finite(plan.HasGap ? plan.Gap : null),
        Steps = plan.Steps,
        Ms = plan.Elapsed?.ToTimeSpan().TotalMilliseconds ?? 0,
        ErrorCode = plan.ErrorCode,
        Message = plan.Message,
        ViaAt = plan.ViaAt.Count == 0 ? null : [.. plan.ViaAt],
    };

    static double[] Rounded(Point point) => [Math.Round(point.X, 6), Math.Round(point.Y, 6)];
}
