using System.Text.Json;

namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>ARC from a folder of tasks to a vote, on two tasks made up here.</summary>
public class ArcVerbTests(RunningUp running) : IClassFixture<RunningUp>
{
    const string Small = "--set latent_steps=1 --set cycles=1 --set max_steps=2 --set batch=8 --set precision=Fp32 --set augmentations=1 --set puzzle_learning_rate=0.05 --set warm_up_steps=10 --set hidden=32 --set heads=2 --set inner=64 --set learning_rate=0.005";

    /// <summary>Both tasks paint a black canvas, each in its colour: 150 steps learn whose embedding means which.</summary>
    [Fact]
    public async Task Tasks_are_trained_on_measured_by_vote_and_asked_by_name_and_no_others()
    {
        var folder = Path.Combine(running.Home, "arc");
        Directory.CreateDirectory(folder);
        await WriteAsync(Path.Combine(folder, "red.json"), 2);
        await WriteAsync(Path.Combine(folder, "blue.json"), 1);
        await WriteAsync(Path.Combine(folder, "wide.json"), 1, side: 12);
        var trained = await Trmgrid.JsonAsync(running.Home, $"train arc-tiny --data {folder} --name toy-arc --seed 3 --steps 150 {Small}");
        Assert.InRange(trained.GetProperty("metrics").GetProperty("held_out_exact").GetDouble(), 0, 1);

        // What was too wide to be trained on is passed over here too, and so is a task whose demonstrations alone are.
        await File.WriteAllTextAsync(Path.Combine(folder, "shown-wide.json"), $$"""{"train": [{"input": [[{{string.Join(", ", new int[12])}}]], "output": [[1]]}], "test": [{"input": [[1]], "output": [[2]]}]}""", TestContext.Current.CancellationToken);
        var scores = await Trmgrid.JsonAsync(running.Home, $"evaluate toy-arc@1 --data {folder}");
        Assert.Equal((2, 2, 2), (scores.GetProperty("count").GetInt32(), scores.GetProperty("tasks").GetInt32(), scores.GetProperty("votes").GetInt32()));
        Assert.Equal(1, scores.GetProperty("pass_at2").GetDouble());
        Assert.InRange(scores.GetProperty("pass_at1").GetDouble(), 0.5, 1);
        var against = (await Trmgrid.JsonAsync(running.Home, $"evaluate toy-arc@1 --against toy-arc@1 --data {folder}")).GetProperty("against");
        Assert.Equal((2, 0.0), (against.GetProperty("differences").GetProperty("pass_at_2").GetProperty("count").GetInt32(), against.GetProperty("differences").GetProperty("pass_at_2").GetProperty("mean").GetDouble()));
        Assert.InRange(against.GetProperty("metrics").GetProperty("cells").GetDouble(), scores.GetProperty("exact").GetDouble(), 1);
        Assert.Equal(["1", "2"], scores.GetProperty("by_step").EnumerateObject().Select(step => step.Name));

        var question = Path.Combine(running.Home, "arc-question.json");
        await File.WriteAllTextAsync(question, $"[{string.Join(", ", Enumerable.Repeat($"[{string.Join(", ", new int[10])}]", 10))}]", TestContext.Current.CancellationToken);
        var solved = await Trmgrid.JsonAsync(running.Home, $"solve grid {question} --model toy-arc@1 --task red");
        Assert.Contains(solved.GetProperty("answer").EnumerateArray().Concat(solved.GetProperty("second") is { ValueKind: JsonValueKind.Array } second ? second.EnumerateArray() : []),
            row => row.GetRawText() == "[2,2,2,2,2,2,2,2,2,2]");
        Assert.False(solved.GetProperty("verified").GetBoolean());

        Assert.Contains("train on its demonstrations first", await Trmgrid.RefusedAsync(running.Home, $"solve grid {question} --model toy-arc@1 --task wide", "TASK_NOT_TRAINED"), StringComparison.Ordinal);
        await WriteAsync(Path.Combine(folder, "green.json"), 3);
        Assert.Contains("(green)", await Trmgrid.RefusedAsync(running.Home, $"evaluate toy-arc@1 --data {folder}", "EVALUATION_FAILED"), StringComparison.Ordinal);
        await Trmgrid.RefusedAsync(running.Home, $"solve grid {question} --task red", "MODEL_NOT_SERVED");
        await Trmgrid.RefusedAsync(running.Home, $"solve grid {question} --model sudoku --task red", "MODEL_NOT_SERVED");
        await File.WriteAllTextAsync(Path.Combine(folder, "broken.json"), """{"train": [{"input": [[1], [2, 3]], "output": [[1]]}], "test": []}""", TestContext.Current.CancellationToken);
        Assert.Contains("ragged", await Trmgrid.RefusedAsync(running.Home, $"train arc-tiny --data {folder}", "DATASET_INVALID"), StringComparison.Ordinal);
    }

    static async Task WriteAsync(string path, int colour, int side = 10)
    {
        var pairs = Enumerable.Range(0, 4).Select(_ => new Dictionary<string, int[][]>
        {
            ["input"] = [.. Enumerable.Range(0, side).Select(_ => new int[side])],
            ["output"] = [.. Enumerable.Range(0, side).Select(_ => Enumerable.Repeat(colour, side).ToArray())],
        }).ToList();
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(new Dictionary<string, List<Dictionary<string, int[][]>>> { ["train"] = pairs[..3], ["test"] = pairs[3..] }), TestContext.Current.CancellationToken);
    }
}
