using System.Diagnostics;
using TorchSharp;
using Trm.Grid.Model.Internal;
using static TorchSharp.torch;

namespace Trm.Grid.Model;

/// <summary>
/// Whether a preset can be trained on a device, and how fast: loss and gradient of one step beside the CPU's in fp32 and in the same precision, then whole
/// steps beside a large matrix product of that precision there.
/// <para>
/// The first is a step of a short recursion: a hundred layers that have learned nothing amplify rounding until nothing of a bf16 gradient's direction is left
/// (cosine 0.2 to the gradient in fp32 for 120 layers of <c>sudoku-fast</c>, on the CPU as on a GPU), and then no two devices can be told apart.
/// </para>
/// </summary>
public static class DeviceCheck
{
    private const int ProbedCycles = 2, ProbedLatentSteps = 2;
    private const int ProbedSlots = 4, MostSlotsOfCpu = 16, WarmUp = 3, Timed = 7;

    private static readonly TimeSpan ProductPatience = TimeSpan.FromSeconds(5);

    /// <summary>In fp32 and in bf16.</summary>
    /// <param name="preset">One with a generator of its own.</param>
    /// <param name="device">By torch's name.</param>
    /// <exception cref="ArgumentException">No such device here.</exception>
    public static IEnumerable<DeviceReport> Of(Preset preset, string device)
    {
        var exact = Probe(preset, "cpu", Precision.Fp32);
        foreach (var precision in new[] { Precision.Fp32, Precision.Bf16 })
        {
            var there = Probe(preset, device, precision);
            var here = precision == Precision.Fp32 ? exact : Probe(preset, "cpu", precision);
            var (batch, seconds, work, rate) = Time(preset, device, precision);
            yield return new()
            {
                Preset = preset.Name, Device = device, Precision = precision, LossCpuFp32 = exact.Loss, LossCpu = here.Loss, Loss = there.Loss,
                GradientCosineCpu = Cosine(exact.Gradient, here.Gradient), GradientCosine = Cosine(exact.Gradient, there.Gradient),
                Batch = batch, StepMs = seconds * 1e3, Tflops = work / seconds / 1e12, ProductTflops = rate / 1e12,
            };
        }
    }

    private static (double Loss, float[] Gradient) Probe(Preset preset, string device, Precision precision)
    {
        using var session = Start(Shortened(preset), ProbedSlots, device, precision);
        return session.Probe();
    }

    private static Preset Shortened(Preset preset) => preset with
    {
        Configuration = preset.Configuration with
        {
            Cycles = Math.Min(ProbedCycles, preset.Configuration.Cycles), LatentSteps = Math.Min(ProbedLatentSteps, preset.Configuration.LatentSteps),
        },
        Recipe = preset.Recipe with { TrainingCycles = 0 },
    };

    private static TrainingSession Start(Preset preset, int batch, string device, Precision precision) =>
        TrainingSession.Start(preset.Configuration, preset.Recipe with { Batch = batch, Precision = precision }, preset.Examples(1), seed: 1, device);

    /// <summary>Slots, the median step's seconds and its operations; and operations a second of a product there.</summary>
    private static (int Batch, double Seconds, double Work, double ProductRate) Time(Preset preset, string device, Precision precision)
    {
        var batch = DeviceChoice.Of(device).type == DeviceType.CPU ? Math.Min(preset.Recipe.Batch, MostSlotsOfCpu) : preset.Recipe.Batch;
        using var session = Start(preset, batch, device, precision);
        for (var step = 0; step < WarmUp; step++) session.Step();
        var times = Enumerable.Range(0, Timed).Select(_ => session.Step().Duration.TotalSeconds).Order().ToList();
        var examples = preset.Examples(1);
        var work = batch * StepCost.WithGradient(session.Network.Configuration, examples.Height * examples.Width);
        return (batch, times[Timed / 2], work, ProductRate(session.Network.Device, session.Network.ComputeType));
    }

    /// <summary>The best of a few rows of products of square matrices, of fewer where they take long: a CPU without bf16 needs seconds for one.</summary>
    private static double ProductRate(Device device, ScalarType type)
    {
        var (side, row) = device.type == DeviceType.CPU ? (1024, 1) : (8192, 8);
        using var a = randn([side, side], float32, device).to(type);
        using var b = randn([side, side], float32, device).to(type);
        var least = double.MaxValue;
        var first = Stopwatch.GetTimestamp();
        for (var repeat = 0; repeat < 5 && (repeat == 0 || Stopwatch.GetElapsedTime(first) < ProductPatience); repeat++)
        {
            using var scope = NewDisposeScope();
            var began = Stopwatch.GetTimestamp();
            var last = a;
            for (var i = 0; i < row; i++) last = a.matmul(b);
            last[0, 0].to(float32).item<float>(); // waits for the device
            least = Math.Min(least, Stopwatch.GetElapsedTime(began).TotalSeconds / row);
        }
        return 2.0 * side * side * side / least;
    }

    private static double Cosine(float[] a, float[] b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

    private static double Dot(float[] a, float[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }
}
