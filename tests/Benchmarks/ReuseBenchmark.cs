using System.Diagnostics;
using System.Globalization;
using Trm.Grid.Evaluation.Suites;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>
/// Paths from 1 and from 100 starts to one goal: the bundled planner's policy, drawn once and then read; A*, asked every time; one Dijkstra from the
/// goal, then read. Checks included. Medians over generated maps of all families, one thread.
/// <c>dotnet run -c Release --project tests/Benchmarks -- reuse 40</c>
/// </summary>
internal static class ReuseBenchmark
{
    private const int Starts = 100;

    public static IEnumerable<string> Rows(int maps)
    {
        using var model = BundledModel.LoadPlanner();
        using var solver = new RecursiveSolver(model);
        yield return "| map | starts | network, ms | A*, ms | Dijkstra, ms | paths that the network gave |\n|---|---|---|---|---|---|";
        foreach (var side in (int[])[32, 64])
        {
            var source = new PlannerExamples(new PlannerExampleOptions { Seed = 0x5eed_2002, Canvas = side, MinSize = side });
            foreach (var starts in (int[])[1, Starts])
            {
                var runs = Enumerable.Range(0, maps).Select(index => Measure(solver, source, index, starts)).ToList();
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"| {side}x{side} | {starts} | {Percentile.Of([.. runs.Select(run => run.Network)], 0.5):0.00} | {Percentile.Of([.. runs.Select(run => run.AStar)], 0.5):0.00} | {Percentile.Of([.. runs.Select(run => run.Dijkstra)], 0.5):0.00} | {runs.Average(run => run.Given):0.0 %} |");
            }
        }
    }

    private static (double Network, double AStar, double Dijkstra, double Given) Measure(RecursiveSolver solver, PlannerExamples source, int index, int count)
    {
        var (map, goal) = source.DrawMap(index);
        var (random, field, search) = (new Random(index), DistanceField.To(goal, map), new AStar());
        var reaching = Enumerable.Range(0, map.Cells.Length).Select(i => new Cell(i % map.Width, i / map.Width)).Where(cell => field.Units(cell) != DistanceField.Unreachable).ToList();
        var starts = Enumerable.Range(0, count).Select(_ => reaching[random.Next(reaching.Count)]).ToList();
        var question = new PlanQuestion(map, starts[0], goal);
        var given = 0;
        var network = Milliseconds(() =>
        {
            var policy = Array.Empty<float>();
            solver.Solve(new Kept(question, logits => policy = logits), PathPlanner.ProposalOptions with { MaxSteps = PathPlanner.StepsFor(solver.Model.Metadata.Steps, map.Width, map.Height) });
            given = policy.Length == 0 ? 0 : starts.Count(start => question.Decode(0, policy, start).Verified);
        });
        var astar = Milliseconds(() => starts.ForEach(start => Check(search.Find(new(map, start, goal), out _)!.Cells, start)));
        var dijkstra = Milliseconds(() =>
        {
            field.Compute(map, goal);
            starts.ForEach(start => Check(field.Path(start), start));
        });
        return (network, astar, dijkstra, (double)given / count);

        void Check(IReadOnlyList<Cell> path, Cell start)
        {
            if (!PathChecker.Check(new(map, start, goal), path).IsValid)
                throw new InvalidOperationException("a search gave a path that the checker refuses");
        }
    }

    private static double Milliseconds(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Keeps the logits of the last step.</summary>
    private sealed class Kept(PlanQuestion question, Action<float[]> keep) : Puzzles.IPlaneQuestion<PathAnswer>
    {
        public int Views => 1;

        public (int Height, int Width) Size(int view) => question.Size(view);

        public void Encode(int view, Span<float> planes) => question.Encode(view, planes);

        public Puzzles.Attempt<PathAnswer> Decode(int view, ReadOnlySpan<float> logits)
        {
            keep(logits.ToArray());
            return question.Decode(view, logits);
        }
    }
}
