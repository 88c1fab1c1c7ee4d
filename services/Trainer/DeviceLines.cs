using System.Text.Json;
using Trm.Grid.Model;
using Trm.Grid.Trainer.Courses;

namespace Trm.Grid.Trainer;

/// <summary>Tells whether presets can be trained on a device, and how fast: one JSON object for each of them in each precision, a line each.</summary>
internal static class DeviceLines
{
    /// <returns>The process's exit code: <see cref="ExitCode.Failed"/> where a gradient strays.</returns>
    public static int Print(string device, IReadOnlyList<string> presets, TextWriter output)
    {
        var passed = true;
        foreach (var report in presets.Select(Course.PresetOf).ToList().SelectMany(preset => DeviceCheck.Of(preset, device)))
        {
            passed &= report.Passed;
            output.WriteLine(JsonSerializer.Serialize(report, ModelJson.Options));
            output.Flush();
        }
        return passed ? ExitCode.Proven : ExitCode.Failed;
    }
}
