using Google.Protobuf.Collections;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Trips;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Runtime.Wire;

/// <summary>What robots ask beyond a single path, as it travels.</summary>
public static class TripWire
{
    /// <summary>The frame that positions are given in unless another one is named.</summary>
    public const string MapFrameId = "map";

    private const int MostVias = 64;
    private const int MostCorners = 64;
    private const int MostPlaces = 100_000;
    private const double MostMetres = 100;

    public static Trip ToTrip(PlanQuery query, CostMap map) => new()
    {
        Start = PlanWire.StartOf(query, map),
        Goal = PlanWire.GoalOf(query, map),
        Via = [.. query.Via.Select(point => map.WorldToCell(point.X, point.Y))],
        GoalToleranceM = query.GoalToleranceM,
        Footprint = ToFootprint(query.Footprint),
        Oriented = query.FootprintOriented,
        Current = query.CurrentPath.Count == 0 ? [] : LinePath.ToCells(map, ToPlaces(query.CurrentPath, map)),
        KeepWithin = query.HasKeepWithin ? query.KeepWithin : Trip.DefaultKeepWithin,
        Smooth = query.Smooth,
    };

    /// <summary>The outline; null where none is given.</summary>
    public static Footprint? ToFootprint(RepeatedField<Point> corners) => corners.Count == 0 ? null : new([.. corners.Select(corner => (corner.X, corner.Y))]);

    public static List<GridPoint> ToPlaces(IEnumerable<Point> path, CostMap map) => [.. path.Select(point => GridPoint.FromWorld(map, point.X, point.Y))];

    /// <summary>Whether the query's frame is the map's.</summary>
    public static bool IsInMapFrame(PlanQuery query) => query.FrameId is "" or MapFrameId;

    /// <summary>The answer to a question in another frame.</summary>
    public static PlanOutcome UnknownFrame(PlanQuery query) => new()
    {
        Planner = PlannerKind.None,
        Error = Nav2Error.TransformError,
        Message = $"positions are expected in the frame '{MapFrameId}', got '{query.FrameId}': transform them first",
    };

    /// <summary>What is wrong with the numbers, as (field, expectation); empty where nothing is.</summary>
    public static IEnumerable<(string Field, string Expected)> Faults(PlanQuery query)
    {
        if (query.Via.Count > MostVias || query.Via.Any(IsNoPlace))
            yield return ("query.via", $"expected at most {MostVias} pairs of finite numbers, got {query.Via.Count}");
        if (!(query.GoalToleranceM is >= 0 and <= MostMetres))
            yield return ("query.goal_tolerance_m", $"expected 0 to {MostMetres} metres, got {query.GoalToleranceM}");
        if (IsNoOutline(query.Footprint))
            yield return ("query.footprint", $"expected 3 to {MostCorners} corners within {MostMetres} metres of the centre, got {query.Footprint.Count}");
        if (query.CurrentPath.Count > MostPlaces || query.CurrentPath.Any(IsNoPlace))
            yield return ("query.current_path", $"expected at most {MostPlaces} pairs of finite numbers, got {query.CurrentPath.Count}");
        if (query.HasKeepWithin && !(query.KeepWithin >= 0))
            yield return ("query.keep_within", $"expected 0 or more, got {query.KeepWithin}");
    }

    /// <summary>The same of a path from outside.</summary>
    public static IEnumerable<(string Field, string Expected)> Faults(IsPathValidRequest request)
    {
        if (request.Path.Count is 0 or > MostPlaces)
            yield return ("path", $"expected 1 to {MostPlaces} positions, got {request.Path.Count}");
        if (!(request.FootprintRadiusM is >= 0 and <= MostMetres))
            yield return ("footprint_radius_m", $"expected 0 to {MostMetres} metres, got {request.FootprintRadiusM}");
        if (IsNoOutline(request.Footprint))
            yield return ("footprint", $"expected 3 to {MostCorners} corners within {MostMetres} metres of the centre, got {request.Footprint.Count}");
    }

    private static bool IsNoOutline(RepeatedField<Point> corners) =>
        corners.Count is 1 or 2 or > MostCorners || corners.Any(corner => IsNoPlace(corner) || Math.Abs(corner.X) > MostMetres || Math.Abs(corner.Y) > MostMetres);

    private static bool IsNoPlace(Point point) => !double.IsFinite(point.X) || !double.IsFinite(point.Y);
}
