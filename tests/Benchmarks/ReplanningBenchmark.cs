using System.Globalization;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>
/// Supervision steps of the bundled planner after a small change of the map: a recursion that goes on from where it stood, against one from the
/// beginning on the same changed map. Doors closed on the robot's path and boxes moved, in turn, on generated maps of all families.
/// <c>dotnet run -c Release --project tests/Benchmarks -- replanning 1000 32</c>
/// <code>
/// change        count   steps warm   steps cold   saved   valid warm   valid cold   gap warm   gap cold
/// door closed     500         3.69         4.07     9 %       99.2 %       99.0 %      1.6 %      0.8 %
/// box moved       500         3.20         3.87    17 %      100.0 %      100.0 %      1.4 %      1.5 %
/// </code>
/// Two of the steps are those that a valid path must go without a better one: fewer than three end only where the halt head believes.
/// </summary>
internal static class ReplanningBenchmark
{
    public static IEnumerable<string> Rows(int changes, int side)
    {
        using var model = BundledModel.LoadPlanner();
        using var solver = new RecursiveSolver(model);
        var source = new PlannerExamples(new PlannerExampleOptions { Seed = 0x5eed_2001, Canvas = side, MinSize = side });
        var options = new PlanOptions { MaxViews = 1, MaxGap = double.PositiveInfinity };
        var (door, box) = (new Tally("door closed"), new Tally("box moved"));
        for (var index = 0L; door.Count + box.Count < changes; index++)
        {
            var (map, goal) = source.DrawMap(index);
            var random = new Random((int)index);
            var starts = Enumerable.Range(0, side * side).Select(i => new Cell(i % side, i / side)).Where(cell => map.IsPassable(cell)).ToList();
            var start = starts[random.Next(starts.Count)];
            var kept = new PathPlanner(solver);
            var before = kept.Plan(map, start, goal, options);
            var tally = door.Count <= box.Count ? door : box;
            if (before.Planner != PlannerKind.Trm || MapChange.Draw(map, start, goal, before.Path, tally == door, random) is not { } changed)
                continue;
            tally.Take(kept.Plan(changed, start, goal, options), new PathPlanner(solver).Plan(changed, start, goal, options));
        }
        yield return "| change | count | steps warm | steps cold | saved | valid warm | valid cold | gap warm | gap cold |\n|---|---|---|---|---|---|---|---|---|";
        yield return door.Row();
        yield return box.Row();
    }

    private sealed class Tally(string name)
    {
        private readonly int[] _steps = new int[2];
        private readonly int[] _valid = new int[2];
        private readonly double[] _gaps = new double[2];

        public int Count { get; private set; }

        public void Take(PlanOutcome warm, PlanOutcome cold)
        {
            Count++;
            Add(0, warm);
            Add(1, cold);
        }

        public string Row() => string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {Count} | {Mean(0):0.00} | {Mean(1):0.00} | {1 - (Mean(0) / Mean(1)):0 %} | {Share(0):0.0 %} | {Share(1):0.0 %} | {_gaps[0] / _valid[0]:0.0 %} | {_gaps[1] / _valid[1]:0.0 %} |");

        private void Add(int kind, PlanOutcome outcome)
        {
            _steps[kind] += outcome.Steps;
            _valid[kind] += outcome.Planner == PlannerKind.Trm ? 1 : 0;
            _gaps[kind] += outcome.Planner == PlannerKind.Trm ? outcome.Gap!.Value : 0;
        }

        private double Mean(int kind) => (double)_steps[kind] / Count;

        private double Share(int kind) => (double)_valid[kind] / Count;
    }
}
