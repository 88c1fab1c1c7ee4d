using System.Diagnostics;
using TorchSharp;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Chooses between fp32 and bf16 by timing the very network that is to be trained.</summary>
internal static class PrecisionProbe
{
    private const int Slots = 4, Repeats = 4;

    // bf16 costs accuracy, so a tie goes to fp32.
    private const double WorthIt = 1.15;

    /// <param name="wanted">Anything but Auto is taken as it is.</param>
    /// <param name="configuration">The network to be trained.</param>
    /// <param name="height">Rows of its examples.</param>
    /// <param name="width">Columns of its examples.</param>
    /// <param name="device">Where it will be trained.</param>
    public static Precision Resolve(Precision wanted, ModelConfiguration configuration, int height, int width, Device device)
    {
        if (wanted != Precision.Auto) return wanted;
        if (device.type != DeviceType.CPU) return Precision.Bf16;
        if (!MayHaveBf16()) return Precision.Fp32;
        // Embeddings of many puzzles take memory and no time.
        using var exact = Network.Create(configuration with { Puzzles = Math.Min(configuration.Puzzles, 1) }, 1, Precision.Fp32);
        using var coarse = exact.Twin(Precision.Bf16);
        return Time(exact, height, width) > WorthIt * Time(coarse, height, width) ? Precision.Bf16 : Precision.Fp32;
    }

    /// <summary>False only where the kernel lists the CPU's abilities and bf16 products are not among them: there bf16 is emulated, and slow.</summary>
    private static bool MayHaveBf16()
    {
        const string abilities = "/proc/cpuinfo";
        if (!File.Exists(abilities)) return true;
        var text = File.ReadAllText(abilities);
        return !text.Contains("flags", StringComparison.Ordinal) || text.Contains("avx512_bf16", StringComparison.Ordinal) || text.Contains("amx_bf16", StringComparison.Ordinal);
    }

    private static TimeSpan Time(Network network, int height, int width)
    {
        var shape = network.Configuration.Shape;
        var best = TimeSpan.MaxValue;
        foreach (var (_, parameter) in network.Parameters) parameter.requires_grad_(true);
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            using var scope = NewDisposeScope();
            var started = Stopwatch.GetTimestamp();
            var x = network.Embed(shape.Input == InputKind.Tokens ? zeros([Slots, height, width], int64) : rand([Slots, shape.Channels, height, width]));
            var (y, z) = network.Start(x);
            network.Answer(network.Recurse(x, y, z).Y).sum().backward();
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(started).Ticks));
        }
        return best;
    }
}
