using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Regions;

namespace Trm.Grid.Runtime.Large;

/// <summary>Follows a route window by window. One walk is one path; not safe for several threads.</summary>
internal sealed class WindowWalk(RecursiveSolver solver, LargeOptions options, PathQuery query, CancellationToken cancellation)
{
    private readonly List<Cell> _path = [query.Start];

    // What is known of the way ahead, but not taken yet: from the path's end to the station last aimed at.
    private List<Cell> _ahead = [];

    public int Steps { get; private set; }

    public int Windows { get; private set; }

    private Cell Here => _path[^1];

    /// <summary>Walks to the goal. What comes has passed the checker on the whole map.</summary>
    /// <param name="stations">The route.</param>
    /// <param name="early">
    /// Whether before every window comes the path as it would be if the rest of the route were gone straight from station to station: where the route is
    /// the network's. What a search found is no path of the network's.
    /// </param>
    public IEnumerable<PathAnswer> Follow(IReadOnlyList<Station> stations, bool early)
    {
        var reached = -1;
        while (reached < stations.Count - 1 && !cancellation.IsCancellationRequested)
        {
            if (early && Checked([.. _path, .. _ahead, .. Straight(stations.Skip(reached + 1))]) is { } path)
                yield return path;
            var aim = Farthest(stations, reached);
            while (aim > reached && !Advance(stations, reached, aim))
                aim = aim > reached + 1 ? reached + ((aim - reached) / 2) : reached;
            if (aim == reached && _ahead.Count == 0)
                yield break;
            if (aim == reached)
                Take(_ahead.Count);
            reached = aim;
        }
        Take(_ahead.Count);
        if (Here == query.Goal && Checked(_path) is { } whole)
            yield return whole;
    }

    /// <summary>A walk without its loops; null where it does not pass on the whole map.</summary>
    private PathAnswer? Checked(List<Cell> walked)
    {
        var path = WithoutLoops(walked);
        return PathChecker.Check(query, path) is { IsValid: true } report ? new(path, report.Cost, report.LengthM) : null;
    }

    /// <summary>The cells from the end of what is known to the goal, past these stations, diagonally as far as that leads.</summary>
    private IEnumerable<Cell> Straight(IEnumerable<Station> stations)
    {
        var at = _ahead.Count > 0 ? _ahead[^1] : Here;
        foreach (var station in stations)
            while (at != station.Cell)
                yield return at = new(at.X + Math.Sign(station.Cell.X - at.X), at.Y + Math.Sign(station.Cell.Y - at.Y));
    }

    /// <summary>The last station that fits into one window with the place here and all that leads there.</summary>
    private int Farthest(IReadOnlyList<Station> stations, int reached)
    {
        var box = Known();
        var aim = reached;
        while (aim + 1 < stations.Count && box.With(stations[aim + 1].Way).With(stations[aim + 1].Cell) is var wider && wider.Width <= options.Window && wider.Height <= options.Window)
            (box, aim) = (wider, aim + 1);
        // A station alone may lie farther than a window is wide, seen from where the walk stands: what is known of the way there is taken first.
        return aim == reached && _ahead.Count == 0 ? Math.Min(reached + 1, stations.Count - 1) : aim;
    }

    private CellBox Known() => _ahead.Aggregate(CellBox.Of(Here), (box, cell) => box.With(cell));

    private bool Advance(IReadOnlyList<Station> stations, int reached, int aim)
    {
        var box = Known();
        for (var i = reached + 1; i <= aim; i++)
            box = box.With(stations[i].Way).With(stations[i].Cell);
        if (Ask(box, stations[aim].Cell) is not { } found)
            return false;
        _ahead = [.. found.Skip(1)];
        Take(aim == stations.Count - 1 ? _ahead.Count : (int)Math.Ceiling(_ahead.Count * options.Advance));
        return true;
    }

    private IReadOnlyList<Cell>? Ask(CellBox box, Cell aim)
    {
        if (cancellation.IsCancellationRequested)
            return null;
        var (width, height) = (Math.Max(options.Window, box.Width), Math.Max(options.Window, box.Height));
        var (left, top) = (Place(box.Left, box.Width, width, query.Map.Width), Place(box.Top, box.Height, height, query.Map.Height));
        var window = MapWindow.Cut(query.Map, left, top, width, height);
        var limits = PathPlanner.ProposalOptions with { MaxSteps = PathPlanner.StepsFor(solver.Model.Metadata.Steps, width, height), MaxViews = options.MaxViews };
        var asked = new PathQuery(window, new(Here.X - left, Here.Y - top), new(aim.X - left, aim.Y - top), query.UnknownIsFree);
        var solution = solver.Solve(new PlanQuestion(asked, options.Reading), limits, cancellation: cancellation);
        Windows++;
        Steps += solution.Steps;
        return solution is { Verified: true, Answer: { } answer } ? [.. answer.Cells.Select(cell => new Cell(cell.X + left, cell.Y + top))] : null;
    }

    // Around the middle of what must be in it, but no farther over the map's edge than it must.
    private static int Place(int low, int length, int window, int size) =>
        window >= size ? -((window - size) / 2) : Math.Clamp(low - ((window - length) / 2), 0, size - window);

    private void Take(int count)
    {
        _path.AddRange(_ahead.Take(count));
        _ahead.RemoveRange(0, count);
    }

    private static Cell[] WithoutLoops(List<Cell> walked)
    {
        var (kept, places) = (new List<Cell>(walked.Count), new Dictionary<Cell, int>(walked.Count));
        foreach (var cell in walked)
        {
            if (places.TryGetValue(cell, out var before))
            {
                kept.GetRange(before + 1, kept.Count - before - 1).ForEach(passed => places.Remove(passed));
                kept.RemoveRange(before + 1, kept.Count - before - 1);
                continue;
            }
            places[cell] = kept.Count;
            kept.Add(cell);
        }
        return [.. kept];
    }
}
