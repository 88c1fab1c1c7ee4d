using System.Globalization;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime.Trips;

/// <summary>
/// Plans what robots ask for on top of single paths: outlines, via points, a tolerance around the goal, the current path kept, a smoothed line. Every
/// leg is a checked path of <see cref="PathPlanner"/>. Safe for several threads.
/// </summary>
/// <param name="planner">Plans the legs.</param>
public sealed class TripPlanner(PathPlanner planner, TimeProvider? time = null)
{
    private readonly PathPlanner _search = new(null, time);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <param name="grown">The map with its obstacles grown by so many metres; by 0: as uploaded.</param>
    /// <param name="trip">What is asked.</param>
    /// <param name="options">Limits; its radius is that of a robot without an outline.</param>
    /// <param name="onStep">Told every step's checked path of a trip in one leg, on this thread.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public PlanOutcome Plan(Func<double, CostMap> grown, Trip trip, PlanOptions options, Action<PlanOutcome>? onStep = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(grown);
        ArgumentNullException.ThrowIfNull(trip);
        ArgumentNullException.ThrowIfNull(options);
        var began = _time.GetTimestamp();
        if (trip is { Footprint: { } outline, Oriented: true })
        {
            // What only fits lengthwise is planned for the circle within the outline, and then driven. Nothing is told before that.
            var slim = On(grown(outline.InscribedM), outline.InscribedM, trip, options, null, began, cancellation);
            if (slim.Path.Count == 0 || FootprintSweep.FirstTouch(grown(0), outline, slim.Path, options.UnknownIsFree, cancellation) is null)
                return slim;
        }
        var radius = trip.Footprint?.CircumscribedM ?? options.FootprintRadiusM;
        return On(grown(radius), radius, trip, options, onStep, began, cancellation);
    }

    private PlanOutcome On(CostMap map, double radius, Trip trip, PlanOptions options, Action<PlanOutcome>? onStep, long began, CancellationToken cancellation)
    {
        options = options with { FootprintRadiusM = 0 };
        var outcome = Kept(map, trip, options, cancellation) ?? Legs(map, trip, options, onStep, began, cancellation);
        var lines = trip.Smooth && outcome.Path.Count > 0 ? Smoothed(map, outcome, options.UnknownIsFree) : [];
        return outcome with { GrownByM = trip.Footprint is null ? null : radius, Smooth = lines, Elapsed = _time.GetElapsedTime(began) };
    }

    /// <summary>The rest of the current path, where it still leads to the goal, is valid, and is not clearly dearer than the best.</summary>
    private PlanOutcome? Kept(CostMap map, Trip trip, PlanOptions options, CancellationToken cancellation)
    {
        if (trip.Current.Count == 0 || trip.Via.Count > 0 || CurrentPath.RestFrom(trip.Current, trip.Start) is not { Length: > 0 } rest)
            return null;
        var (dx, dy) = (rest[^1].X - trip.Goal.X, rest[^1].Y - trip.Goal.Y);
        if (rest[^1] != trip.Goal && Math.Sqrt(((double)dx * dx) + ((double)dy * dy)) * map.ResolutionM > trip.GoalToleranceM)
            return null;
        var report = PathChecker.Check(new(map, trip.Start, rest[^1], options.UnknownIsFree), rest);
        if (!report.IsValid)
            return null;
        var best = _search.Plan(map, trip.Start, rest[^1], options, cancellation: cancellation);
        if (best.OptimalCost is not { } optimal || !(options with { MaxGap = trip.KeepWithin }).Allows(report.Cost, optimal))
            return null;
        return best with { Planner = PlannerKind.Kept, Path = rest, Cost = report.Cost, LengthM = report.LengthM, MinClearanceM = PathChecker.ClearanceM(map, rest), Message = "" };
    }

    private PlanOutcome Legs(CostMap map, Trip trip, PlanOptions options, Action<PlanOutcome>? onStep, long began, CancellationToken cancellation)
    {
        var (legs, here) = (new List<PlanOutcome>(trip.Via.Count + 1), trip.Start);
        Cell[] aims = [.. trip.Via, trip.Goal];
        // What cannot be reached whatever the way is not worth planning the legs before it.
        var hopeless = Enumerable.Range(0, trip.Via.Count).FirstOrDefault(n => new PathQuery(map, aims[n], aims[n], options.UnknownIsFree).Check() != Nav2Error.None, -1);
        for (var number = Math.Max(hopeless, 0); number < aims.Length; number++)
        {
            var (aim, isLast) = (aims[number], number == trip.Via.Count);
            var leg = planner.Plan(map, here, aim, Left(options, began), trip.Via.Count == 0 ? onStep : null, cancellation);
            if (isLast && trip.GoalToleranceM > 0 && leg.Error is Nav2Error.GoalOccupied or Nav2Error.NoValidPath)
                leg = Near(map, here, aim, trip.GoalToleranceM, options, began, cancellation) ?? leg;
            if (leg.Path.Count == 0)
                return trip.Via.Count == 0 ? leg : leg with { Message = $"{(isLast ? "on the way to the goal" : $"on the way to via point {number + 1}")}: {leg.Message}" };
            legs.Add(leg);
            here = leg.Path[^1];
        }
        return legs.Count == 1 ? legs[0] : Joined(legs);
    }

    private PlanOutcome? Near(CostMap map, Cell start, Cell goal, double toleranceM, PlanOptions options, long began, CancellationToken cancellation)
    {
        if (NearestGoal.Find(new(map, start, goal, options.UnknownIsFree), toleranceM / map.ResolutionM, cancellation) is not { } near)
            return null;
        var (dx, dy) = ((double)near.X - goal.X, (double)near.Y - goal.Y);
        var leg = planner.Plan(map, start, near, Left(options, began), cancellation: cancellation);
        var words = string.Create(CultureInfo.InvariantCulture, $"the goal cannot be reached: the path ends {Math.Sqrt((dx * dx) + (dy * dy)) * map.ResolutionM:0.00} m from it");
        return leg with { Message = leg.Message.Length == 0 ? words : $"{words}; {leg.Message}" };
    }

    private static PlanOutcome Joined(List<PlanOutcome> legs)
    {
        var (path, ends) = (new List<Cell>(legs[0].Path), new List<int>());
        foreach (var leg in legs.Skip(1))
        {
            ends.Add(path.Count - 1);
            path.AddRange(leg.Path.Skip(1));
        }
        return legs[^1] with
        {
            Planner = legs.All(leg => leg.Planner == PlannerKind.Trm) ? PlannerKind.Trm : PlannerKind.AStar,
            Path = path,
            ViaAt = ends,
            LengthM = legs.Sum(leg => leg.LengthM),
            Cost = legs.Sum(leg => leg.Cost),
            OptimalCost = legs.Sum(leg => leg.OptimalCost),
            MinClearanceM = legs.Min(leg => leg.MinClearanceM),
            Steps = legs.Sum(leg => leg.Steps),
            Views = legs.Max(leg => leg.Views),
            Windows = legs.Sum(leg => leg.Windows),
            Message = string.Join("; ", legs.Select(leg => leg.Message).Where(message => message.Length > 0).Distinct()),
            NetworkElapsed = TimeSpan.FromTicks(legs.Sum(leg => leg.NetworkElapsed.Ticks)),
            AStarElapsed = TimeSpan.FromTicks(legs.Sum(leg => leg.AStarElapsed.Ticks)),
        };
    }

    /// <summary>Leg by leg: a via point stays on the line.</summary>
    private static List<(double X, double Y)> Smoothed(CostMap map, PlanOutcome outcome, bool unknownIsFree)
    {
        var (line, from) = (new List<GridPoint>(), 0);
        foreach (var end in outcome.ViaAt.Append(outcome.Path.Count - 1))
        {
            line.AddRange(PathSmoother.Smooth(map, [.. outcome.Path.Skip(from).Take(end - from + 1)], unknownIsFree).Skip(from == 0 ? 0 : 1));
            from = end;
        }
        return [.. line.Select(place => place.ToWorld(map))];
    }

    private PlanOptions Left(PlanOptions options, long began) =>
        options.TimeLimit is { } limit ? options with { TimeLimit = limit - _time.GetElapsedTime(began) } : options;
}
