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
    private const int Steps = 3, Slots = 32, Cells = 81;
    private static readonly string[] Names = ["sudoku-mlp", "sudoku-attention", "sudoku-fast", "sudoku-strong", "hrm-sudoku"];

    public static IEnumerable<string> Rows()
    {
        foreach (var (precision, type) in new[] { (Precision.Fp32, float32), (Precision.Bf16, bfloat16) })
        {
            var rate = ProductRate(type);
            yield return string.Create(CultureInfo.InvariantCulture, $"| floor: {Word(precision)} product, 2048 x 512 x 3072 | | {rate / 1e9:0} GFLOP/s |");
            foreach (var name in Names)
                yield return Row(Presets.Find(name)!, precision, type);
        }
    }

    private static string Row(Preset preset, Precision precision, ScalarType type)
    {
        using var session = TrainingSession.Start(preset.Configuration, preset.Recipe with { Batch = Slots, Precision = precision }, preset.Examples(1), 1);
        var before = ProductRate(type);
        session.Step();
        var least = Enumerable.Range(0, Steps).Min(_ => session.Step().Duration.TotalSeconds);
        var rate = Math.Max(before, ProductRate(type));
        return string.Create(CultureInfo.InvariantCulture, $"| {preset.Name}, {Word(precision)}, {Slots} slots | {least:0.00} s | {Slots * StepCost.WithGradient(preset.Configuration, Cells, preset.Recipe.Gradient) / least / rate:0 %} |");
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
