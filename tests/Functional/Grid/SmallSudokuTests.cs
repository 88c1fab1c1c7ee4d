namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>What is trained in seconds: Sudokus of 4x4 cells, from training to an answer and to a gate.</summary>
public class SmallSudokuTests(RunningUp running) : IClassFixture<RunningUp>
{
    /// <summary>A version of another size among those of 9x9 would answer nothing that they are asked.</summary>
    [Fact]
    public async Task Sudokus_of_4x4_cells_have_a_model_of_their_own_and_are_measured_and_solved_with_it()
    {
        var trained = await Trmgrid.JsonAsync(running.Home, "train sudoku4 --steps 60 --seed 3 --set threads=1");
        Assert.Equal(("sudoku4", 1), (trained.GetProperty("model").GetString(), trained.GetProperty("version").GetInt32()));
        const string Small = "1.....3...4..2..", Large = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";
        var both = Path.Combine(running.Home, "both.txt");
        await File.WriteAllLinesAsync(both, [Small, Large], TestContext.Current.CancellationToken);
        foreach (var (source, count) in new[] { ("--generate 30 --views 8", 30), ($"--data {both}", 1) })
            Assert.Equal(count, (await Trmgrid.JsonAsync(running.Home, $"evaluate sudoku4@1 {source}")).GetProperty("count").GetInt32());
        Assert.Equal(1, (await Trmgrid.JsonAsync(running.Home, $"evaluate sudoku --data {both}")).GetProperty("count").GetInt32());
        await File.WriteAllLinesAsync(both, [Large], TestContext.Current.CancellationToken);
        Assert.Contains("of 16 characters each", await Trmgrid.RefusedAsync(running.Home, $"evaluate sudoku4@1 --data {both}", "DATASET_INVALID"), StringComparison.Ordinal);
        Assert.Contains("got 4 x 4 and 9 x 9 cells", await Trmgrid.RefusedAsync(running.Home, "evaluate sudoku4@1 --against sudoku --generate 3", "SUITE_UNFIT"), StringComparison.Ordinal);
        await Trmgrid.JsonAsync(running.Home, "models promote sudoku4@1");
        var checkpoint = Path.Combine(running.Home, "training", "runs", trained.GetProperty("run").GetString()!, "checkpoint");
        Assert.Equal("sudoku4", (await Trmgrid.JsonAsync(running.Home, $"models import {checkpoint} --preset sudoku4")).GetProperty("name").GetString());
        var solved = await Trmgrid.JsonAsync(running.Home, $"solve sudoku {Small} --model sudoku4");
        Assert.Equal((true, "1324243131424213"), (solved.GetProperty("verified").GetBoolean(), solved.GetProperty("answer").GetString()));
    }

    /// <summary>The newest evaluation is the proof; where the gate asks for a difference, the newest that found one.</summary>
    [Fact]
    public async Task Promoting_takes_the_evaluation_that_its_gate_asks_for()
    {
        for (var seed = 1; seed <= 2; seed++)
            await Trmgrid.JsonAsync(running.Home, $"train sudoku4 --name proven --steps 2 --seed {seed} --set threads=1");
        await Trmgrid.JsonAsync(running.Home, "models promote proven@1 --unproven");
        var compared = await Trmgrid.JsonAsync(running.Home, "evaluate proven@2 --against proven --generate 5");
        var newest = await Trmgrid.JsonAsync(running.Home, "evaluate proven@2 --generate 20");
        await Trmgrid.JsonAsync(running.Home, "models gate proven --min-count 20");
        Assert.Equal(newest.GetProperty("evaluation").GetString(), (await Trmgrid.JsonAsync(running.Home, "models promote proven@2")).GetProperty("evaluation").GetString());
        await Trmgrid.JsonAsync(running.Home, "models gate proven --none");
        await Trmgrid.JsonAsync(running.Home, "models promote proven@1 --unproven");
        await Trmgrid.JsonAsync(running.Home, "models gate proven --difference-at-least exact=-1");
        Assert.Equal(compared.GetProperty("evaluation").GetString(), (await Trmgrid.JsonAsync(running.Home, "models promote proven@2")).GetProperty("evaluation").GetString());
    }
}
