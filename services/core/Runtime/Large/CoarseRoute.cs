using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Regions;

namespace Trm.Grid.Runtime.Large;

/// <summary>The network's path on a map of larger cells, as stations on the fine one. What is free there is free in all its fine cells.</summary>
internal sealed class CoarseRoute(RecursiveSolver solver, LargeOptions options)
{
    public (List<Station>? Stations, int Steps) Find(PathQuery query, CancellationToken cancellation)
    {
        if (options.CoarseSide == 0)
            return (null, 0);
        var map = query.Map;
        var factor = Math.Max(2, (Math.Max(map.Width, map.Height) + options.CoarseSide - 1) / options.CoarseSide);
        var coarse = Resample.ToResolution(map, map.ResolutionM * factor);
        var asked = new PathQuery(coarse, Shrink(query.Start), Shrink(query.Goal), query.UnknownIsFree);
        if (asked.Check() != Nav2Error.None || !Joined(asked))
            return (null, 0);
        var limits = PathPlanner.ProposalOptions with { MaxSteps = PathPlanner.StepsFor(solver.Model.Metadata.Steps, coarse.Width, coarse.Height), MaxViews = options.MaxViews };
        var solution = solver.Solve(new PlanQuestion(asked, options.Reading), limits, cancellation: cancellation);
        if (solution is not { Verified: true, Answer: { } answer })
            return (null, solution.Steps);
        var stations = new List<Station>(answer.Cells.Count + 1);
        var before = BoxOf(answer.Cells[0]);
        foreach (var cell in answer.Cells)
        {
            var box = BoxOf(cell);
            stations.Add(new(new((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2), before.With(box)));
            before = box;
        }
        stations.Add(new(query.Goal, before));
        return (stations, solution.Steps);

        Cell Shrink(Cell cell) => new(cell.X / factor, cell.Y / factor);

        CellBox BoxOf(Cell cell) => new(cell.X * factor, cell.Y * factor, Math.Min(((cell.X + 1) * factor) - 1, map.Width - 1), Math.Min(((cell.Y + 1) * factor) - 1, map.Height - 1));
    }

    /// <summary>Whether the coarse map shows a way at all: the network need not look for one where it does not.</summary>
    private static bool Joined(PathQuery query)
    {
        var regions = new RegionMap(query.Map, query.UnknownIsFree);
        return RegionRoute.Find(regions, query.Start, query.Goal) is not null;
    }
}
