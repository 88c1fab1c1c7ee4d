using System.Diagnostics;
using System.Globalization;
using Trm.Grid.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>
/// Whole training steps of the d = 512 presets at a small batch against a matrix product of the same precision in the same run, timed again before and
/// after each: on a machine that is shared its rate changes by a quarter within minutes, and the highest counts.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Steps = 3;

    // A grid of 30x30 is as much work as eleven Sudokus.
    private static readonly (string Name, int Slots)[] Large =
    [
        ("sudoku-mlp", 32), ("sudoku-attention", 32), ("sudoku-fast", 32), ("sudoku-strong", 32), ("hrm-sudoku", 32),
        ("maze-attention", 4), ("hrm-maze", 4), ("arc-agi-1", 4), ("hrm-arc-1", 4),
    ];

    public static IEnumerable<string> Rows()
    {
        foreach (var (precision, type) in new[] { (Precision.Bf16, bfloat16), (Precision.Fp32, float32) })
        {
            var rate = ProductRate(type);
            yield return string.Create(CultureInfo.InvariantCulture, $"| floor: {Word(precision)} product, 2048 x 512 x 3072 | | {rate / 1e9:0} GFLOP/s |");
            foreach (var (name, slots) in Large)
                yield return Row(Presets.Find(name)!, slots, precision, type);
        }
    }

    private static string Row(Preset preset, int slots, Precision precision, ScalarType type)
    {
        var examples = PresetBenchmark.Examples(preset);
        using var session = TrainingSession.Start(preset.Configuration, preset.Recipe with { Batch = slots, Precision = precision }, examples, 1);
        var before = ProductRate(type);
        session.Step();
        var least = Enumerable.Range(0, Steps).Min(_ => session.Step().Duration.TotalSeconds);
        var rate = Math.Max(before, ProductRate(type));
        var done = slots * StepCost.WithGradient(session.Network.Configuration, examples.Height * examples.Width, preset.Recipe.Gradient) / least;
        return string.Create(CultureInfo.InvariantCulture, $"| {preset.Name}, {Word(precision)}, {slots} slots | {least:0.00} s | {done / rate:0 %} of {rate / 1e9:0} GFLOP/s |");
    }

    public static double ProductRate(ScalarType type)
    {
        using var a = rand(2048, 512).to(type);
        using var b = rand(3072, 512).to(type);
        var least = double.MaxValue;
        for (var i = 0; i < 30; i++)
        {
            var began = Stopwatch.GetTimestamp();
            nn.functional.linear(a, b).Dispose();
            least = Math.Min(least, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        return 2.0 * 2048 * 512 * 3072 / least;
    }

    private static string Word(Precision precision) => precision.ToString().ToLowerInvariant();
}
