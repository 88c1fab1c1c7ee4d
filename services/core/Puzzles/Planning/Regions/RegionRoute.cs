namespace Trm.Grid.Puzzles.Planning.Regions;

/// <summary>A route from region to region through their doors: A* over doors, the way from one to the next taken as the octile distance.</summary>
public static class RegionRoute
{
    /// <returns>The doors passed, each with the block before it, and the goal at the end; null where no route leads there, or where it was cancelled.</returns>
    public static List<Station>? Find(RegionMap regions, Cell start, Cell goal, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(regions);
        var (first, last) = (regions.RegionOf(start), regions.RegionOf(goal));
        if (first < 0 || last < 0)
            return null;
        var best = new Dictionary<Stop, (double Cost, Stop From)>();
        var open = new PriorityQueue<Stop, double>();
        var (root, end) = (new Stop(start, first), new Stop(goal, -1));
        best[root] = (0, root);
        open.Enqueue(root, 0);
        while (open.TryDequeue(out var stop, out var estimate))
        {
            if (stop == end)
                return Trace(regions, best, root, end);
            var (cost, _) = best[stop];
            // Lowered since it was put there: it has been looked at.
            if (estimate > cost + Octile(stop.Cell, goal) + 1e-9)
                continue;
            if (cancel.IsCancellationRequested)
                return null;
            var region = regions[stop.Region];
            if (stop.Region == last)
                Reach(end, cost + (Octile(stop.Cell, goal) * region.Dearness), stop);
            foreach (var door in region.Doors)
                Reach(new(door.There, door.Region), cost + ((Octile(stop.Cell, door.Here) + 1) * region.Dearness), stop);
        }
        return null;

        void Reach(Stop stop, double cost, Stop from)
        {
            if (best.TryGetValue(stop, out var known) && known.Cost <= cost)
                return;
            best[stop] = (cost, from);
            open.Enqueue(stop, cost + Octile(stop.Cell, goal));
        }
    }

    private static List<Station> Trace(RegionMap regions, Dictionary<Stop, (double Cost, Stop From)> best, Stop root, Stop end)
    {
        var stations = new List<Station>();
        for (var stop = end; stop != root; stop = best[stop].From)
            stations.Add(new(stop.Cell, regions[best[stop].From.Region].Block.With(stop.Cell)));
        stations.Reverse();
        return stations;
    }

    private static double Octile(Cell a, Cell b) => MoveCost.ToCells(MoveCost.Octile(a.X - b.X, a.Y - b.Y));

    /// <param name="Cell">Where the route stands.</param>
    /// <param name="Region">In which region; -1 at the goal.</param>
    private readonly record struct Stop(Cell Cell, int Region);
}
