using System.Diagnostics;
using System.Text.Json;
using Trm.Grid.Model;
using Trm.Grid.Trainer.Courses;
using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Trainer;

/// <summary>
/// Whether presets can be trained on a device, and how fast: loss and gradient of one step beside the CPU's in fp32 and in the same precision, then whole
/// steps beside a large matrix product of that precision there. One JSON object a line.
/// </summary>
internal static class DeviceCheck
{
    private const int ProbedSlots = 4, MostSlotsOfCpu = 16, WarmUp = 3, Timed = 7;

    private const double MostLossDifference = 0.02, LeastCosine = 0.95;

    // A recursion of a hundred layers amplifies rounding, of a network not yet trained most of all: where the CPU strays from itself in fp32, the device may too.
    private const double Excess = 1.5;

    /// <param name="device">By torch's name.</param>
    /// <param name="presets">Names; each must have a generator of its own.</param>
    /// <param name="output">Takes the lines.</param>
    /// <returns>The process's exit code: <see cref="ExitCode.Failed"/> where a gradient strays.</returns>
    public static int Run(string device, IReadOnlyList<string> presets, TextWriter output)
    {
        var rates = new Dictionary<Precision, double>();
        var passed = true;
        foreach (var preset in presets.Select(Course.PresetOf))
        {
            var (loss, gradient) = ProbeOnCpu(preset, Precision.Fp32);
            foreach (var precision in new[] { Precision.Fp32, Precision.Bf16 })
            {
                using var session = Probed(preset, device, precision);
                var (other, turned) = session.Probe();
                var (here, own) = precision == Precision.Fp32 ? (loss, gradient) : ProbeOnCpu(preset, precision);
                var (cosine, allowed) = (Cosine(gradient, turned), Cosine(gradient, own));
                var fits = Math.Abs(other - loss) <= Math.Max(MostLossDifference * loss, Excess * Math.Abs(here - loss)) && 1 - cosine <= Math.Max(1 - LeastCosine, Excess * (1 - allowed));
                passed &= fits;
                if (!rates.TryGetValue(precision, out var rate))
                    rates[precision] = rate = ProductRate(session.Network.Device, session.Network.ComputeType);
                var batch = session.Network.Device.type == DeviceType.CPU ? Math.Min(preset.Recipe.Batch, MostSlotsOfCpu) : preset.Recipe.Batch;
                var seconds = SecondsOfStep(preset, batch, device, precision);
                var work = batch * StepCost.WithGradient(preset.Configuration, preset.Examples(1).Height * preset.Examples(1).Width);
                output.WriteLine(JsonSerializer.Serialize(new
                {
                    preset = preset.Name, device, precision = precision.ToString().ToLowerInvariant(), passed = fits,
                    loss_cpu_fp32 = loss, loss_cpu = here, loss = other, gradient_cosine_cpu = allowed, gradient_cosine = cosine, gradient_norm_ratio = Math.Sqrt(Dot(turned, turned) / Dot(gradient, gradient)),
                    batch, step_ms = seconds * 1e3, tflops = work / seconds / 1e12, product_tflops = rate / 1e12,
                }));
                output.Flush();
            }
        }
        return passed ? ExitCode.Proven : ExitCode.Failed;
    }

    private static (double Loss, float[] Gradient) ProbeOnCpu(Model.Preset preset, Precision precision)
    {
        using var session = Probed(preset, "cpu", precision);
        return session.Probe();
    }

    private static TrainingSession Probed(Model.Preset preset, string device, Precision precision) =>
        TrainingSession.Start(preset.Configuration, preset.Recipe with { Batch = ProbedSlots, Precision = precision }, preset.Examples(1), seed: 1, device);

    private static double SecondsOfStep(Model.Preset preset, int batch, string device, Precision precision)
    {
        using var session = TrainingSession.Start(preset.Configuration, preset.Recipe with { Precision = precision, Batch = batch }, preset.Examples(1), seed: 1, device);
        for (var step = 0; step < WarmUp; step++)
            session.Step();
        // A step waits for the device only once: of a row of them each takes what the whole row took.
        var times = Enumerable.Range(0, Timed).Select(_ => session.Step().Duration.TotalSeconds).Order().ToList();
        return times[Timed / 2];
    }

    /// <summary>Operations a second of a product of square matrices, the best of a few rows of them.</summary>
    private static double ProductRate(Device device, ScalarType type)
    {
        var (side, row) = device.type == DeviceType.CPU ? (2048, 1) : (8192, 8);
        using var a = randn([side, side], float32, device).to(type);
        using var b = randn([side, side], float32, device).to(type);
        var least = double.MaxValue;
        for (var repeat = 0; repeat < 5; repeat++)
        {
            using var scope = NewDisposeScope();
            var began = Stopwatch.GetTimestamp();
            var last = a;
            for (var i = 0; i < row; i++)
                last = a.matmul(b);
            last[0, 0].to(float32).item<float>(); // waits for the device
            least = Math.Min(least, Stopwatch.GetElapsedTime(began).TotalSeconds / row);
        }
        return 2.0 * side * side * side / least;
    }

    private static double Cosine(float[] a, float[] b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

    private static double Dot(float[] a, float[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
