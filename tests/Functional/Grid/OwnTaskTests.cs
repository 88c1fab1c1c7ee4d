using System.Text.Json;

namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>A task that the program does not know: trained, evaluated and asked like those that it does.</summary>
public class OwnTaskTests(RunningUp running) : IClassFixture<RunningUp>
{
    const string Small = "--set hidden=16 --set inner=32 --set latent_steps=1 --set cycles=1 --set max_steps=2 --set precision=fp32 --set batch=16 --set learning_rate=0.02";

    /// <summary>Every number one higher, and the first row doubled: exact for 90 % of unseen grids after 300 steps.</summary>
    [Fact]
    public async Task Pairs_of_grids_are_learned_measured_and_answered()
    {
        var folder = Path.Combine(running.Home, "own");
        Directory.CreateDirectory(folder);
        await WriteAsync(Path.Combine(folder, "train.jsonl"), 300, seed: 1);
        await WriteAsync(Path.Combine(folder, "test.jsonl"), 40, seed: 2);
        var trained = await Trmgrid.JsonAsync(running.Home, $"train grids --data {folder} --name one-up --seed 3 --steps 300 {Small}");
        Assert.InRange(trained.GetProperty("metrics").GetProperty("held_out_exact").GetDouble(), 0.9, 1);

        Assert.Equal("SUITE_UNFIT", (await Trmgrid.JsonAsync(running.Home, "evaluate one-up@1 --generate 3", code: 1)).GetProperty("error").GetProperty("reason").GetString());
        var scores = await Trmgrid.JsonAsync(running.Home, $"evaluate one-up@1 --data {folder}");
        Assert.Equal(40, scores.GetProperty("count").GetInt32());
        Assert.InRange(scores.GetProperty("exact").GetDouble(), 0.9, 1);
        Assert.Equal(["1", "2"], scores.GetProperty("by_step").EnumerateObject().Select(step => step.Name));

        var question = Path.Combine(running.Home, "question.json");
        await File.WriteAllTextAsync(question, "[[0, 1, 2, 3], [3, 2, 1, 0]]", TestContext.Current.CancellationToken);
        var drawn = Path.Combine(running.Home, "grid.png");
        var solved = await Trmgrid.JsonAsync(running.Home, $"solve grid {question} --model one-up@1 --explain {drawn}");
        Assert.Equal([0x89, 0x50, 0x4e, 0x47], (await File.ReadAllBytesAsync(drawn, TestContext.Current.CancellationToken))[..4]);
        Assert.Equal("[[1,2,3,4],[1,2,3,4],[4,3,2,1]]", solved.GetProperty("answer").GetRawText());
        Assert.False(solved.GetProperty("verified").GetBoolean());

        await File.WriteAllTextAsync(question, "[[0, 1, 2, 9]]", TestContext.Current.CancellationToken);
        Assert.Contains("numbers from 0 to 4 as the model was trained on, got 9", await Trmgrid.RefusedAsync(running.Home, $"solve grid {question} --model one-up@1", "PUZZLE_INVALID"), StringComparison.Ordinal);
        await Trmgrid.RefusedAsync(running.Home, $"solve grid {question}", "MODEL_NOT_SERVED");
        await File.WriteAllTextAsync(question, "[[0, 1], [2]]", TestContext.Current.CancellationToken);
        Assert.Contains("ragged", await Trmgrid.RefusedAsync(running.Home, $"solve grid {question} --model one-up@1", "PUZZLE_INVALID"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_are_no_pairs_are_refused_before_anything_starts()
    {
        var file = Path.Combine(running.Home, "broken.jsonl");
        await File.WriteAllLinesAsync(file, ["""{"input": [[1]], "output": [[2]]}""", """{"input": [[1], [2, 3]], "output": [[2]]}"""], TestContext.Current.CancellationToken);
        Assert.Contains("broken.jsonl row 2: row 2 has 2 cells, the rows before have 1: the grid is ragged", await Trmgrid.RefusedAsync(running.Home, $"train grids --data {file}", "DATASET_INVALID"), StringComparison.Ordinal);
        await Trmgrid.RefusedAsync(running.Home, "train grids --data /nowhere", "FILE_NOT_FOUND");
    }

    static async Task WriteAsync(string path, int count, int seed)
    {
        var random = new Random(seed);
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, count).Select(_ =>
        {
            var rows = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Enumerable.Range(0, 4).Select(_ => random.Next(4)).ToArray()).ToList();
            var answer = rows.Select(row => Array.ConvertAll(row, value => value + 1)).ToList();
            return JsonSerializer.Serialize(new Dictionary<string, List<int[]>> { ["input"] = rows, ["output"] = [answer[0], .. answer] });
        }), TestContext.Current.CancellationToken);
    }
}
