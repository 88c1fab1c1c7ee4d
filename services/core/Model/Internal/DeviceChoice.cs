using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Where a network is trained, by torch's names.</summary>
internal static partial class DeviceChoice
{
    public const string Auto = "auto";

    /// <summary>Whether it is auto or the name of a device that can be trained on, here or elsewhere.</summary>
    public static bool IsName(string name) => name == Auto || Names().IsMatch(name);

    /// <summary>The device of that name; auto is a CUDA device where torch sees one, else the CPU. On CUDA, fp32 products are switched to TF32.</summary>
    /// <exception cref="ArgumentException">Not a name, or no such device here.</exception>
    public static Device Of(string name)
    {
        if (!IsName(name)) throw new ArgumentException($"choosing a device: expected auto, cpu, cuda or cuda:N, got '{name}'");
        if (name == "cpu" || (name == Auto && !cuda.is_available())) return CPU;
        if (!cuda.is_available()) throw new ArgumentException($"training on {name}: this torch sees no CUDA device; publish the trainer with TorchBackend=cuda or external, or set device=cpu");
        var index = name.Contains(':', StringComparison.Ordinal) ? int.Parse(name.AsSpan(5), CultureInfo.InvariantCulture) : 0;
        if (index >= cuda.device_count()) throw new ArgumentException($"training on {name}: expected a device below cuda:{cuda.device_count()}, as many as torch sees");
        backends.cuda.matmul.allow_tf32 = true;
        backends.cudnn.allow_tf32 = true;
        return device(DeviceType.CUDA, index);
    }

    [GeneratedRegex(@"^(cpu|cuda(:\d{1,2})?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
