using System.Globalization;
using System.Runtime.InteropServices;

namespace Trm.Grid.Edge.Boards;

/// <summary>What the board says of itself through the kernel's files.</summary>
/// <param name="root">The file system's root; tests give a folder of their own.</param>
internal sealed class BoardSensors(string root = "/")
{
    /// <summary>"Raspberry Pi 5 Model B Rev 1.0", or the machine's architecture where the kernel has no device tree.</summary>
    public string Model { get; } = ReadModel(root);

    /// <summary>Celsius of the hottest thermal zone, or null where the board has no sensor.</summary>
    public double? Temperature()
    {
        var zones = Path.Combine(root, "sys/class/thermal");
        if (!Directory.Exists(zones))
            return null;
        double? hottest = null;
        foreach (var zone in Directory.EnumerateDirectories(zones, "thermal_zone*"))
            if (ReadText(Path.Combine(zone, "temp")) is { } text
                && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var thousandths))
                hottest = Math.Max(hottest ?? double.MinValue, thousandths / 1000.0);
        return hottest;
    }

    private static string ReadModel(string root) =>
        ReadText(Path.Combine(root, "proc/device-tree/model")) is { Length: > 0 } model
            ? model
            : $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim('\0', '\n', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A zone whose driver sleeps answers EAGAIN or ENODATA: it has no temperature now.
            return null;
        }
    }
}
