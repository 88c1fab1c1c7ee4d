using System.Diagnostics;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Demonstrations;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Large;
using Trm.Grid.Runtime.Measuring;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>
/// Solvable questions for paths, each asked under as many views as a robot's planner asks unless the suite says otherwise. A* runs beside each one: it
/// gives the optimal cost, and the time to stand beside. Maps that a robot's planner takes in windows are measured so here too.
/// </summary>
internal sealed class PlanningInstances(IReadOnlyList<PlanningCase> cases) : IInstances
{
    // Costs are whole units below: a path is optimal or it is not; this only absorbs the division.
    private const double SameCost = 1e-9;
    private const int WindowSide = 32;

    public int Count => cases.Count;

    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop)
    {
        using var solver = new RecursiveSolver(model);
        var windowed = suite.MaxViews == 0 ? new LargeOptions() : new() { MaxViews = (int)suite.MaxViews };
        var options = PathPlanner.ProposalOptions with { MaxViews = suite.MaxViews == 0 ? PlanOptions.DefaultMaxViews : (int)suite.MaxViews };
        var astar = new AStar();
        var judged = new List<Judged>(cases.Count);
        var (windows, coarse, inWindows) = (0L, 0, 0);
        var (times, astarTimes, curve) = (new List<double>(cases.Count), new List<double>(cases.Count), new StepCurve());
        Warm(solver, astar, options, cases.Where(AskedWhole).Select(one => one.Query).FirstOrDefault(), stop);
        for (var i = 0; i < cases.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            var query = cases[i].Query;
            var began = Stopwatch.GetTimestamp();
            astar.Search(query, stop);
            astarTimes.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);

            var (taken, first) = (0, 0);
            began = Stopwatch.GetTimestamp();
            var taught = cases[i].Demonstrated.Count > 0;
            var reading = taught || suite.Followed ? PathReading.Followed : PathReading.Rollout;
            var (path, ran) = AskedWhole(cases[i]) ? AskWhole(query, taught) : AskInWindows(query);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            judged.Add(Judged.Of(cases[i], path, ran, astar));
            if (path is not null && first > 0)
                curve.RightAt(first);
            done(i + 1);

            (PathAnswer? Path, int Steps) AskWhole(PathQuery asked, bool isTaught)
            {
                var limits = options with { MaxSteps = LimitOn(asked.Map) };
                var solution = solver.Solve(new PlanQuestion(asked, reading), isTaught ? Taught(limits) : limits, Note, stop);
                return (solution.Verified ? solution.Answer : null, solution.Steps);
            }

            // What was demonstrated may be another thing in a mirror, and the cheapest path is not what was asked for.
            SolveOptions Taught(SolveOptions limits) => limits with { TakeLatest = true, MaxViews = Math.Max(1, (int)suite.MaxViews) };

            (PathAnswer? Path, int Steps) AskInWindows(PathQuery wide)
            {
                var proposal = new LargePlanner(solver, windowed with { Reading = reading }).Propose(wide, better => first = first == 0 ? Math.Max(1, better.Steps) : first, stop);
                windows += proposal.Windows;
                coarse += proposal.CoarseByNetwork ? 1 : 0;
                inWindows++;
                return (proposal.Answer, proposal.Steps);
            }

            void Note(StepAnswer<PathAnswer> step)
            {
                taken++;
                first = first == 0 && step.Attempt.Verified ? taken : first;
            }
        }
        var measured = new Measurement(curve.Shares(cases.Count));
        measured.TakeShare("valid", judged.Select(one => !double.IsNaN(one.CostRatio)));
        measured.TakeShare("fallback_rate", judged.Select(one => double.IsNaN(one.CostRatio)));
        measured.TakeShare("optimal", judged.Select(one => one.CostRatio <= 1 + SameCost));
        measured.Take("cost_ratio", judged.Select(one => one.CostRatio));
        measured.Take("steps_mean", judged.Select(one => (double)one.Steps));
        measured.TakeShare("agreement", judged.Select(one => one.Agreement));
        // Of no network, so there is nothing to compare.
        if (measured.Metrics.ContainsKey("agreement"))
            measured.Metrics["astar_agreement"] = judged.Where(one => !double.IsNaN(one.AstarAgreement)).Average(one => one.AstarAgreement);
        measured.Metrics["p50_ms"] = Percentile.Of(times, 0.5);
        measured.Metrics["p95_ms"] = Percentile.Of(times, 0.95);
        measured.Metrics["p99_ms"] = Percentile.Of(times, 0.99);
        measured.Metrics["astar_p50_ms"] = Percentile.Of(astarTimes, 0.5);
        if (inWindows > 0)
            (measured.Metrics["windows_mean"], measured.Metrics["coarse_by_network"]) = (windows / (double)inWindows, coarse / (double)inWindows);
        return measured;

        bool AskedWhole(PlanningCase one) => one.Query.Map.Cells.Length
            <= (one.Demonstrated.Count > 0 || model.Shape is not { Height: 0, Width: 0 } ? PathPlanner.MaxNetworkCells : PathPlanner.UsualNetworkCells);

        // As many steps as a robot would be given on that map.
        int LimitOn(CostMap map) => suite.MaxSteps == 0 ? PathPlanner.StepsFor(model.Metadata.Steps, map.Width, map.Height) : (int)suite.MaxSteps;
    }

    /// <summary>Once without measuring: the first call compiles and allocates.</summary>
    /// <param name="whole">One that the network is asked about in one piece; null: all maps are taken in windows, and one of their size is made up.</param>
    private static void Warm(RecursiveSolver solver, AStar astar, SolveOptions options, PathQuery? whole, CancellationToken stop)
    {
        var query = whole ?? new(new CostMap(WindowSide, WindowSide, new byte[WindowSide * WindowSide]), new(0, 0), new(WindowSide - 1, WindowSide - 1));
        astar.Search(query, stop);
        solver.Solve(new PlanQuestion(query), options with { MaxSteps = 1, MaxViews = 1 }, cancellation: stop);
    }

    /// <summary>What one question came to; NaN where there is no such figure.</summary>
    /// <param name="CostRatio">The network's cost over the least possible; NaN without a path of its own.</param>
    /// <param name="Steps">Supervision steps over all views.</param>
    /// <param name="Agreement">F1 score of the cells of its path, none 0, with the demonstrated one's; NaN where none was demonstrated.</param>
    /// <param name="AstarAgreement">The same of A*'s path.</param>
    private readonly record struct Judged(double CostRatio, int Steps, double Agreement, double AstarAgreement)
    {
        public static Judged Of(PlanningCase asked, PathAnswer? path, int steps, AStar astar)
        {
            var ratio = path is null ? double.NaN : astar.Cost > 0 ? path.Cost / astar.Cost : 1;
            var shown = asked.Demonstrated;
            return shown.Count == 0
                ? new(ratio, steps, double.NaN, double.NaN)
                : new(ratio, steps, path is null ? 0 : Demonstration.Agreement(shown, path.Cells), Demonstration.Agreement(shown, astar.Path.ToArray()));
        }
    }
}
