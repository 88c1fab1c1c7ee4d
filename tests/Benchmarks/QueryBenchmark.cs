using System.Diagnostics;
using System.Globalization;
using Trm.Grid.Runtime;
using Trm.Grid.Tests.Unit.Runtime;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>
/// Random queries through the whole planner with the bundled model: how many of the solvable ones get a valid path, and how many wrong answers leave.
/// <c>dotnet run -c Release --project tests/Benchmarks -- queries 100000 20 80</c>
/// </summary>
internal static class QueryBenchmark
{
    private const int Part = 5000;

    public static IEnumerable<string> Rows(int queries, int largestSide, int largeSide)
    {
        using var model = BundledModel.LoadPlanner();
        using var solver = new RecursiveSolver(model);
        var trial = new QueryTrial(solver, largestSide, largeSide);
        var began = Stopwatch.GetTimestamp();
        yield return "| asked | solvable | by the network | by A* | wrong | seconds |\n|---|---|---|---|---|---|";
        for (var part = 0; trial.Asked < queries; part++)
        {
            trial.Run(Math.Min(Part, queries - trial.Asked), seed: 1000 + part);
            yield return string.Create(CultureInfo.InvariantCulture,
                $"| {trial.Asked} | {trial.Solvable} | {trial.ByNetwork} | {trial.ByAStar} | {trial.Wrong.Count} | {Stopwatch.GetElapsedTime(began).TotalSeconds:0} |");
        }
        foreach (var wrong in trial.Wrong)
            yield return wrong;
    }
}
