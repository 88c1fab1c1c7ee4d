using System.Diagnostics;
using System.Globalization;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Runtime;
using TorchSharp;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>
/// One ONNX supervision step against an fp32 matrix product of 1024 cubed in the same run, both with all cores. Ratios travel between machines,
/// times do not; the least of many repeats stands for each, as other programs only ever add to it. Two cores of an AMD EPYC (AVX512):
/// <code>
/// floor: fp32 product, 1024 cubed       14.2 ms   151 GFLOP/s
/// planner-demo, 32x32, fp32              5.0 ms    83 %
/// planner-demo, 32x32, int8              4.8 ms    87 %
/// planner-demo, 64x64, fp32             20.6 ms    81 %
/// planner-demo, 64x64, int8             19.2 ms    87 %
/// sudoku-mlp, 1 at once, fp32          164.5 ms   103 %
/// sudoku-mlp, 1 at once, int8           57.2 ms   296 %
/// sudoku-mlp, 16 at once, fp32          3127 ms    87 %
/// sudoku-mlp, 16 at once, int8          1157 ms   234 %
/// </code>
/// </summary>
internal static class StepBenchmark
{
    private const int Repeats = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private const int Cube = 1024;

    public static IEnumerable<string> Rows()
    {
        var rate = ProductRate();
        yield return string.Create(CultureInfo.InvariantCulture, $"| floor: fp32 product, {Cube} cubed | {2.0 * Cube * Cube * Cube / rate * 1e3:0.0} ms | {rate / 1e9:0} GFLOP/s |");
        foreach (var precision in (ExportPrecision[])[ExportPrecision.Fp32, ExportPrecision.Int8])
        {
            foreach (var side in (int[])[32, 64])
                yield return Row(Presets.Find("planner-demo")!, side, 1, precision, rate);
            foreach (var questions in (int[])[1, 16])
                yield return Row(Presets.Find("sudoku-mlp")!, 9, questions, precision, rate);
        }
    }

    private static string Row(Preset preset, int side, int questions, ExportPrecision precision, double rate)
    {
        using var network = Network.Create(preset.Configuration, seed: 1);
        using var model = StepModel.Load(preset.Name, ModelExport.ToOnnx(network, precision));
        using var batch = model.Open(questions, side, side);
        for (var slot = 0; slot < questions; slot++)
        {
            if (preset.Configuration.Shape.Channels > 0) batch.Planes(slot).Fill(0.5f);
            batch.Restart(slot);
        }
        var seconds = Least(() => batch.Step());
        var share = questions * StepCost.Forward(preset.Configuration, side * side) / seconds / rate;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {preset.Name}, {side}x{side}, {questions} at once, {precision.ToString().ToLowerInvariant()} | {seconds * 1e3:0.0} ms | {share:0 %} |");
    }

    private static double ProductRate()
    {
        using var a = torch.rand(Cube, Cube);
        using var b = torch.rand(Cube, Cube);
        return 2.0 * Cube * Cube * Cube / Least(() => a.matmul(b).Dispose());
    }

    private static double Least(Action work)
    {
        work();
        var least = double.MaxValue;
        var first = Stopwatch.GetTimestamp();
        for (var i = 0; i < Repeats && Stopwatch.GetElapsedTime(first) < Patience; i++)
        {
            var began = Stopwatch.GetTimestamp();
            work();
            least = Math.Min(least, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        return least;
    }
}
