using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Trm.Grid.Edge.Serving;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>
/// What it costs an agent that its model runs in another process: the same step here and there, and that process's own memory.
/// </summary>
internal static class ServingBenchmark
{
    private const int Repeats = 60;

    public static IEnumerable<string> Rows()
    {
        var preset = Presets.Find("planner-demo")!;
        var file = Path.GetTempFileName();
        using var network = Network.Create(preset.Configuration, seed: 1);
        File.WriteAllBytes(file, ModelExport.ToOnnx(network, ExportPrecision.Fp32));
        using var here = StepModel.Load(file, new RuntimeOptions { Spinning = false });
        using var there = ServedModel.Start(() => OwnProgram.With("serve-model", "--model", file), new ServingTimes(), TimeProvider.System, NullLogger.Instance);
        foreach (var side in (int[])[32, 64, 128])
        {
            var (near, far) = (Median(here.Open(1, side, side)), Median(there.Open(1, side, side)));
            yield return string.Create(CultureInfo.InvariantCulture, $"| {preset.Name}, {side}x{side}, fp32 | {near:0.00} ms | {far:0.00} ms | {far - near:0.00} ms |");
        }
        yield return string.Create(CultureInfo.InvariantCulture, $"| that process's own memory (Pss) | | {BenchAgent.OwnMegabytes(there.Current!.ProcessId):0} MB | |");
        File.Delete(file);
    }

    private static double Median(IStepBatch batch)
    {
        batch.Planes(0).Fill(0.5f);
        batch.Restart(0);
        batch.Step();
        var times = new double[Repeats];
        for (var i = 0; i < Repeats; i++)
        {
            var began = Stopwatch.GetTimestamp();
            batch.Step();
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
        batch.Dispose();
        return times.Order().ElementAt(Repeats / 2);
    }
}
