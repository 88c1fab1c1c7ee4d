using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Runtime;

/// <summary>A sample of what <c>tests/Benchmarks -- queries 100000</c> asks.</summary>
public class RandomQueries
{
    [Fact]
    public void Every_solvable_one_of_2000_random_queries_gets_a_valid_path_and_no_other_gets_any()
    {
        using var model = BundledModel.Load("planner");
        using var solver = new RecursiveSolver(model);
        var trial = new QueryTrial(solver, largestSide: 14);
        trial.Run(2000, seed: 1);
        Assert.Empty(trial.Wrong);
        Assert.True(trial.Solvable is > 1000 and < 1990 && trial.ByNetwork > 900 && trial.ByAStar + trial.ByNetwork == trial.Solvable,
            $"{trial.Solvable} solvable, {trial.ByNetwork} by the network, {trial.ByAStar} by A*");
    }
}
