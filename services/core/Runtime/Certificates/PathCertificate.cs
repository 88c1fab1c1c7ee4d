using System.Text.Json;
using System.Text.Json.Serialization;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Runtime.Certificates;

/// <summary>
/// What a device vouches for when it hands out a path: on which map, from where to where, cell by cell, who planned it, and what was measured of it.
/// It travels as a DSSE envelope over its JSON, signed with the device's key; <see cref="CertificateCheck"/> needs the map and the grid's authority,
/// and no network.
/// </summary>
public sealed record PathCertificate
{
    /// <summary>The type under which certificates are signed.</summary>
    public const string PayloadType = "application/vnd.trm-grid.path-certificate+json";

    /// <summary>The id under which the plan is reported to the grid.</summary>
    public required string Result { get; init; }

    /// <summary>The device's id: the common name in its certificate.</summary>
    public required string Device { get; init; }

    /// <summary>The device's clock.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary><c>trm</c>, <c>astar</c> or <c>kept</c>.</summary>
    public required string Planner { get; init; }

    /// <summary>The manifest digest of the model that was active, also when A* answered; empty without a model.</summary>
    public required string Model { get; init; }

    /// <summary>The digest of the map as uploaded.</summary>
    public required string Map { get; init; }

    /// <summary>[x, y] in the map's frame, metres.</summary>
    public required double[] Start { get; init; }

    /// <summary>[x, y] in the map's frame, metres.</summary>
    public required double[] Goal { get; init; }

    /// <summary>By how much obstacles were inflated, metres.</summary>
    public required double FootprintRadiusM { get; init; }

    public required bool AllowUnknown { get; init; }

    /// <summary>Cells [x, y] from the top left, start and goal included.</summary>
    public required int[][] Path { get; init; }

    /// <summary>Which cells of the path, from 0, are via points: each leg is a path of its own. Left out where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int[]? ViaAt { get; init; }

    /// <summary>How far from the goal the path may end, metres; left out where it ends at the goal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? GoalToleranceM { get; init; }

    public required double LengthM { get; init; }

    /// <summary>Sum over moves of octile length in cells times (1 + 2 c / 252), c the inflated cost of the cell entered.</summary>
    public required double Cost { get; init; }

    /// <summary>The least possible cost, from A*.</summary>
    public required double OptimalCost { get; init; }

    /// <summary>Cost / optimal cost - 1.</summary>
    public required double Gap { get; init; }

    /// <summary>Smallest distance from the path to a lethal cell, metres; null where none is near.</summary>
    public required double? MinClearanceM { get; init; }

    /// <summary>Supervision steps that the network ran.</summary>
    public required int Steps { get; init; }

    /// <summary>The signer's X.509 certificate, DER: who checks needs to know the authority only.</summary>
    public required byte[] Signer { get; init; }

    /// <summary>The certificate of a plan that has a path.</summary>
    /// <param name="result">With its id, time, query and plan.</param>
    /// <param name="map">The map that it was planned on, or any of the same size, place and resolution.</param>
    /// <param name="device">Its id.</param>
    /// <param name="signer">The device's certificate, DER.</param>
    public static PathCertificate Of(PlanResult result, CostMap map, string device, byte[] signer) => new()
    {
        Result = result.Id,
        Device = device,
        PlannedAt = result.PlannedAt.ToDateTimeOffset(),
        Planner = result.Plan.Planner.ToString().ToLowerInvariant(),
        Model = result.Plan.ModelDigest,
        Map = result.Plan.MapDigest,
        Start = [result.Query.Start.X, result.Query.Start.Y],
        Goal = [result.Query.Goal.X, result.Query.Goal.Y],
        FootprintRadiusM = result.Plan.HasInflatedByM ? result.Plan.InflatedByM : result.Query.FootprintRadiusM,
        AllowUnknown = result.Query.AllowUnknown,
        Path = [.. result.Plan.Path.Select(point => map.WorldToCell(point.X, point.Y)).Select(cell => new[] { cell.X, cell.Y })],
        ViaAt = result.Plan.ViaAt.Count == 0 ? null : [.. result.Plan.ViaAt.Select(at => (int)at)],
        GoalToleranceM = result.Query.GoalToleranceM > 0 && EndsElsewhere(result, map) ? result.Query.GoalToleranceM : null,
        LengthM = result.Plan.LengthM,
        Cost = result.Plan.Cost,
        OptimalCost = result.Plan.OptimalCost,
        Gap = result.Plan.Gap,
        MinClearanceM = result.Plan.HasMinClearanceM ? result.Plan.MinClearanceM : null,
        Steps = (int)result.Plan.Steps,
        Signer = signer,
    };

    private static bool EndsElsewhere(PlanResult result, CostMap map) => result.Plan.Path is [.., var last]
        && map.WorldToCell(last.X, last.Y) != map.WorldToCell(result.Query.Goal.X, result.Query.Goal.Y);

    /// <summary>The signed certificate as one line of JSON: a DSSE envelope.</summary>
    public byte[] Sign(SigningKey key) =>
        DsseEnvelope.Sign(JsonSerializer.SerializeToUtf8Bytes(this, CertificateJson.Default.PathCertificate), PayloadType, [key]).ToBytes();

    /// <summary>What an envelope says. Nothing of it is checked.</summary>
    /// <exception cref="InvalidDataException">The payload is no path certificate.</exception>
    public static PathCertificate Read(DsseEnvelope envelope)
    {
        try
        {
            if (envelope.PayloadType == PayloadType && JsonSerializer.Deserialize(envelope.Payload.Span, CertificateJson.Default.PathCertificate) is { } certificate)
                return certificate;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"reading a path certificate: expected a whole one, at {fault.Path ?? "$"} something is missing, null or of another kind; ask the device for it again", fault);
        }
        throw new InvalidDataException($"reading a path certificate: expected a payload of type {PayloadType}, got '{envelope.PayloadType}'; name the file that the device gave");
    }
}
