using System.Diagnostics;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
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
        var (valid, optimal, steps, ratios) = (0, 0, 0L, 0.0);
        var (windows, coarse, inWindows, agreement) = (0L, 0, 0, new AgreementTally());
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
            steps += ran;
            agreement.Take(cases[i].Demonstrated, path?.Cells, astar.Path);
            if (path is not null)
            {
                valid++;
                ratios += astar.Cost > 0 ? path.Cost / astar.Cost : 1;
                optimal += path.Cost <= astar.Cost * (1 + SameCost) ? 1 : 0;
                if (first > 0)
                    curve.RightAt(first);
            }
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
        var count = (double)cases.Count;
        var metrics = new Dictionary<string, double>
        {
            ["valid"] = valid / count,
            ["optimal"] = optimal / count,
            ["steps_mean"] = steps / count,
            ["p50_ms"] = Percentile.Of(times, 0.5),
            ["p95_ms"] = Percentile.Of(times, 0.95),
            ["p99_ms"] = Percentile.Of(times, 0.99),
            ["astar_p50_ms"] = Percentile.Of(astarTimes, 0.5),
            ["fallback_rate"] = 1 - (valid / count),
        };
        // The mean over no path at all is not a number, and a gate must not take it for one.
        if (valid > 0)
            metrics["cost_ratio"] = ratios / valid;
        agreement.WriteTo(metrics);
        if (inWindows > 0)
            (metrics["windows_mean"], metrics["coarse_by_network"]) = (windows / (double)inWindows, coarse / (double)inWindows);
        return new(metrics, curve.Shares(cases.Count));

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
}
