using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Regions;

namespace Trm.Grid.Runtime.Large;

/// <summary>
/// Plans a path on a map that is too large for one recursion, coarse to fine. Coarse: the network on a map of larger cells that loses no wall; where
/// that shows no way, because doors are narrower than its cells, a search over the graph of regions, which loses no door either. Fine: the network
/// at full resolution in windows along the route; half of each window's path is taken, then the window moves on. Whatever comes out is checked on
/// the whole map. Before each window the walk so far and the rest of the network's own route, straight from station to station, are a path too where they
/// pass the checker: what there is when the time is up. Safe for several threads.
/// </summary>
public sealed class LargePlanner(RecursiveSolver solver, LargeOptions? options = null, TimeProvider? time = null)
{
    private readonly LargeOptions _options = options ?? new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <param name="query">Start and goal passable.</param>
    /// <param name="onBetter">Told what there is whenever a path is cheaper than all before, on this thread.</param>
    /// <param name="cancellation">Ends it within a step; the cheapest path by then is given.</param>
    public LargeProposal Propose(PathQuery query, Action<LargeProposal>? onBetter = null, CancellationToken cancellation = default)
    {
        var began = _time.GetTimestamp();
        var coarse = new CoarseRoute(solver, _options).Find(query, cancellation);
        var stations = coarse.Stations ?? (cancellation.IsCancellationRequested ? null : RegionRoute.Find(new(query.Map, query.UnknownIsFree), query.Start, query.Goal, cancellation));
        var walk = new WindowWalk(solver, _options, query, cancellation);
        PathAnswer? best = null;
        foreach (var path in stations is null ? [] : walk.Follow(stations, early: coarse.Stations is not null))
        {
            if (best is not null && path.Cost >= best.Cost) continue;
            best = path;
            onBetter?.Invoke(Now());
        }
        return Now();

        LargeProposal Now() => new()
        {
            Answer = best,
            Steps = coarse.Steps + walk.Steps,
            Windows = walk.Windows,
            CoarseByNetwork = coarse.Stations is not null,
            Elapsed = _time.GetElapsedTime(began),
        };
    }
}
