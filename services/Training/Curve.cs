using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Training;

/// <summary>A run's curve as people look at it: few points, no peak and no measure lost.</summary>
internal static class Curve
{
    /// <summary>A worker that resumed repeats steps: what it says of them replaces what was said before.</summary>
    public static List<CurvePoint> Join(IEnumerable<CurvePoint> points)
    {
        var joined = new List<CurvePoint>();
        foreach (var point in points)
        {
            while (joined.Count > 0 && joined[^1].Step >= point.Step)
                joined.RemoveAt(joined.Count - 1);
            joined.Add(point);
        }
        return joined;
    }

    /// <summary>
    /// At most <paramref name="limit"/> points. The steps are cut into equal ranges; each gives its lowest and highest loss and its last held-out
    /// measure. The first and the last point always stay.
    /// </summary>
    public static List<CurvePoint> Thin(List<CurvePoint> points, int limit)
    {
        if (points.Count <= limit) return points;
        if (limit < 5) return [.. new[] { points[0], points[^1] }.Take(limit)];
        var ranges = (ulong)(limit - 2) / 3;
        var (first, last) = (points[0].Step, points[^1].Step);
        var kept = points.Skip(1).SkipLast(1)
            .GroupBy(point => (point.Step - first) * ranges / (last - first + 1))
            .SelectMany(range => new[] { range.MinBy(Loss)!, range.MaxBy(Loss)!, range.LastOrDefault(IsMeasure) ?? range.First() })
            .DistinctBy(point => point.Step);
        return [points[0], .. kept.OrderBy(point => point.Step), points[^1]];
    }

    private static double Loss(CurvePoint point) => point.Values.GetValueOrDefault("loss");

    private static bool IsMeasure(CurvePoint point) => point.Values.ContainsKey("held_out_cells");
}
