using System.Text.Json;
using Trm.Grid.Model;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime.Measuring;
using Trm.Grid.Tests.Unit.Model;
using Trm.Grid.Tests.Unit.Runtime;
using Trm.Grid.Trainer;

namespace Trm.Grid.Tests.Unit.Trainer;

public sealed class ScoreLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_network_that_ships_reaches_by_torch_what_its_export_does()
    {
        var (puzzles, file) = Puzzles(3, 16);
        using var exported = BundledModel.Load("sudoku");
        var weights = BundledModel.Weights("sudoku", _folder.File("weights.safetensors"));
        var wanted = Exported(new() { Steps = 3 });

        // Five slots: each takes three puzzles, one a fourth.
        var line = Score(weights, "sudoku", file, "max_steps=3", "batch=5", "device=cpu", "threads=2");
        var metrics = line.GetProperty("metrics");
        Assert.Equal((16, 3, 6, "fp32"), (line.GetProperty("puzzles").GetInt32(), line.GetProperty("steps").GetInt32(), line.GetProperty("cycles").GetInt32(), line.GetProperty("precision").GetString()));
        Assert.Equal(wanted.ByStep.Select(step => ($"{step.Key}", step.Value)), line.GetProperty("by_step").EnumerateObject().Select(step => (step.Name, step.Value.GetDouble())));
        foreach (var name in new[] { "exact", "verified", "steps_mean", "steps_to_halt", "halt_agreement" })
            Assert.Equal(wanted.Metrics[name], metrics.GetProperty(name).GetDouble());
        Assert.Equal(wanted.Metrics["calibration_error"], metrics.GetProperty("calibration_error").GetDouble(), 3);
        Assert.InRange(wanted.ByStep[1], 0.05, 0.95); // else anything would agree
        Assert.Equal((Exported(new() { Steps = 1, Views = 3 }).Metrics["verified"], 1), (Verified("max_steps=1", "views=3"), Score(weights, "sudoku", file, "max_steps=1", "cycles=1").GetProperty("cycles").GetInt32()));
        Assert.True(Verified("max_steps=1", "views=3") > Verified("max_steps=1"));
        Assert.True(Verified("max_steps=1") > Verified("max_steps=1", "cycles=1"));
        Assert.Equal(16, line.GetProperty("by_source").EnumerateObject().Sum(source => source.Value.GetProperty("count").GetInt32()));

        Measurement Exported(MeasuringOptions options) => PuzzleMeasure.OfSudokus(exported, puzzles, options with { SideBySide = false, Slots = 16 }, _ => { }, TestContext.Current.CancellationToken);

        double Verified(params string[] settings) => Score(weights, "sudoku", file, settings).GetProperty("metrics").GetProperty("verified").GetDouble();
    }

    [Fact]
    public void A_checkpoint_is_scored_by_its_averaged_weights()
    {
        var (_, file) = Puzzles(2, 40);
        var preset = Presets.Find("sudoku4")!;
        using var session = TrainingSession.Start(preset.Configuration, preset.Recipe with { Threads = 1, Steps = 30 }, preset.Examples(1), seed: 1);
        while (!session.Finished) session.Step();
        session.Save(_folder.File("checkpoint"));
        WeightsFile.Write(session.Averaged, _folder.File("averaged"));
        WeightsFile.Write(session.Network, _folder.File("last"));
        var (saved, averaged, last) = (Of("checkpoint"), Of("averaged"), Of("last"));
        Assert.Equal(averaged, saved);
        Assert.NotEqual(last, saved);

        double Of(string weights) => Score(_folder.File(weights), "sudoku4", file, "threads=1").GetProperty("metrics").GetProperty("calibration_error").GetDouble();
    }

    [Theory]
    [InlineData("planner-tiny", "4", "expected one of sudoku or maze")]
    [InlineData("sudoku4", "9", "expected puzzles of 4x4 cells, got one of 9x9")]
    [InlineData("sudoku4", "4", "expected settings as NAME=VALUE", "views")]
    [InlineData("sudoku4", "4", "expected views=N", "views=0")]
    [InlineData("sudoku4", "4", "no such setting", "view=2")]
    [InlineData("sudoku4", "4", "cuda:7", "device=cuda:7")]
    [InlineData("sudoku4", "4", "it is of another network: hidden ", "hidden=32")]
    public void What_cannot_be_scored_is_refused_in_plain_words(string preset, string side, string words, params string[] settings)
    {
        var (_, file) = Puzzles(side == "9" ? 3 : 2, 1);
        using (var network = Network.Create(Presets.Find(preset)!.Configuration, seed: 1))
            WeightsFile.Write(network, _folder.File("weights"));
        var fault = Assert.Throws<ArgumentException>(() => Score(_folder.File("weights"), preset, file, settings));
        Assert.Contains(words, fault.Message);
    }

    [Fact]
    public void A_preset_of_another_task_is_refused()
    {
        using (var network = Network.Create(Presets.Find("sudoku4")!.Configuration, seed: 1))
            WeightsFile.Write(network, _folder.File("weights"));
        var fault = Assert.Throws<ArgumentException>(() => Score(_folder.File("weights"), "planner-tiny", Puzzles(2, 1).File));
        Assert.Contains("expected a preset of its task, sudoku, planner-tiny is of planner", fault.Message);
    }

    private static JsonElement Score(string weights, string preset, string data, params string[] settings)
    {
        using var output = new StringWriter();
        Assert.Equal(ExitCode.Proven, ScoreLine.Print(weights, preset, data, settings, output, TestContext.Current.CancellationToken));
        return JsonDocument.Parse(output.ToString()).RootElement;
    }

    private (IReadOnlyList<SudokuPuzzle> Puzzles, string File) Puzzles(int box, int count)
    {
        var file = _folder.File("puzzles.csv");
        File.WriteAllLines(file, ["source,question,answer", .. Enumerable.Range(0, count).Select(seed => SudokuGenerator.Minimal(box, seed)).Select(puzzle => $"minimal,{puzzle.Question},{puzzle.Answer}")]);
        return (SudokuCsv.Load(file).Puzzles, file);
    }
}
