namespace Trm.Grid.Puzzles.Planning;

/// <summary>A robot's outline: corners in metres around its centre, x ahead, y to the left.</summary>
/// <param name="Corners">Three or more, in order.</param>
public sealed record Footprint(IReadOnlyList<(double X, double Y)> Corners)
{
    /// <summary>Radius of the smallest circle around the centre that holds all of it: with that the robot may turn anywhere.</summary>
    public double CircumscribedM { get; } = Corners.Max(corner => Math.Sqrt((corner.X * corner.X) + (corner.Y * corner.Y)));

    /// <summary>Radius of the largest circle around the centre that lies within it; 0 where the centre lies outside.</summary>
    public double InscribedM => Holds(Corners, 0, 0) ? Sides(Corners).Min(side => Distance(side.A, side.B)) : 0;

    /// <summary>The outline of a robot at a place, turned.</summary>
    public IReadOnlyList<(double X, double Y)> At(GridPoint place, double heading, double resolutionM)
    {
        var (sin, cos) = Math.SinCos(heading);
        return [.. Corners.Select(corner => (place.X + (((corner.X * cos) - (corner.Y * sin)) / resolutionM), place.Y + (((corner.X * sin) + (corner.Y * cos)) / resolutionM)))];
    }

    internal static bool Holds(IReadOnlyList<(double X, double Y)> outline, double x, double y)
    {
        var inside = false;
        foreach (var (a, b) in Sides(outline))
            if (a.Y > y != b.Y > y && x < ((b.X - a.X) * (y - a.Y) / (b.Y - a.Y)) + a.X)
                inside = !inside;
        return inside;
    }

    internal static IEnumerable<((double X, double Y) A, (double X, double Y) B)> Sides(IReadOnlyList<(double X, double Y)> outline) =>
        outline.Select((corner, i) => (corner, outline[(i + 1) % outline.Count]));

    private static double Distance((double X, double Y) a, (double X, double Y) b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var share = (dx * dx) + (dy * dy) is var length && length > 0 ? Math.Clamp(-((a.X * dx) + (a.Y * dy)) / length, 0, 1) : 0;
        var (x, y) = (a.X + (share * dx), a.Y + (share * dy));
        return Math.Sqrt((x * x) + (y * y));
    }
}
