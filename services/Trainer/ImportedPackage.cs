using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Packages;
using Trm.Grid.Trainer.Courses;

namespace Trm.Grid.Trainer;

/// <summary>Makes a package of weights that were trained elsewhere, the reference's published ones among them; <c>trmgrid models push</c> registers it.</summary>
internal static class ImportedPackage
{
    /// <param name="weights">A safetensors file as <see cref="WeightsFile"/> reads it.</param>
    /// <param name="presetName">The preset whose network it is.</param>
    /// <param name="folder">Where the package shall lie; empty or not there yet.</param>
    /// <param name="output">Takes the package's digest.</param>
    /// <param name="time">Dates the package.</param>
    /// <returns>The process's exit code.</returns>
    public static int Make(string weights, string presetName, string folder, TextWriter output, TimeProvider time)
    {
        var preset = Course.PresetOf(presetName);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new ArgumentException($"packaging {weights}: expected an empty folder, {folder} has something in it");
        var lineage = new Lineage
        {
            Run = "imported",
            Dataset = Digest.OfText($"not known: weights from {Path.GetFileName(weights)}"),
            Seed = 0,
            CodeVersion = ProvenPackage.CodeVersion,
            Created = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()),
        };
        var package = ModelExport.WriteFile(weights, preset.Configuration, preset.HeldOut(Course.HeldOutSeed), new ExportFacts { Lineage = lineage }, folder);
        (package, _, _) = ProvenPackage.Prove(package, $"packaging {weights}");
        output.WriteLine(package.Digest);
        return ExitCode.Proven;
    }
}
