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
/// floor: fp32 product, 1024 cubed   19.0 ms   113 GFLOP/s
/// planner-demo, 32x32, fp32         13.3 ms   42 %
/// planner-demo, 32x32, int8          8.4 ms   66 %
/// planner-demo, 64x64, fp32         39.1 ms   57 %
/// planner-demo, 64x64, int8         43.9 ms   51 %
/// </code>
/// </summary>
internal static class StepBenchmark
{
    private const int Repeats = 30;
    private const int Cube = 1024;

    public static IEnumerable<string> Rows()
    {
        var rate = ProductRate();
        yield return string.Create(CultureInfo.InvariantCulture, $"| floor: fp32 product, {Cube} cubed | {2.0 * Cube * Cube * Cube / rate * 1e3:0.0} ms | {rate / 1e9:0} GFLOP/s |");
        foreach (var side in (int[])[32, 64])
            foreach (var precision in (ExportPrecision[])[ExportPrecision.Fp32, ExportPrecision.Int8])
                yield return Row(Presets.Find("planner-demo")!, side, precision, rate);
    }

    private static string Row(Preset preset, int side, ExportPrecision precision, double rate)
    {
        using var network = Network.Create(preset.Configuration, seed: 1);
        using var model = StepModel.Load(preset.Name, ModelExport.ToOnnx(network, precision));
        using var batch = model.Open(1, side, side);
        batch.Planes(0).Fill(0.5f);
        batch.Restart(0);
        var seconds = Least(() => batch.Step());
        var share = FlopsOf(preset.Configuration, side) / seconds / rate;
        return string.Create(CultureInfo.InvariantCulture, $"| {preset.Name}, {side}x{side}, {precision.ToString().ToLowerInvariant()} | {seconds * 1e3:0.0} ms | {share:0 %} |");
    }

    /// <summary>Two a multiplication: 3x3 convolution and swiglu in every block of every update; the heads are small beside them.</summary>
    private static double FlopsOf(ModelConfiguration configuration, int side)
    {
        var (width, inner) = ((double)configuration.Hidden, (double)configuration.HiddenInner);
        var block = 2 * ((9 * width * width) + (3 * width * inner));
        return block * configuration.Layers * configuration.Cycles * (configuration.LatentSteps + 1) * side * side;
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
        for (var i = 0; i < Repeats; i++)
        {
            var began = Stopwatch.GetTimestamp();
            work();
            least = Math.Min(least, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        return least;
    }
}
