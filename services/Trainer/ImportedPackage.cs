using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Trainer.Courses;

namespace Trm.Grid.Trainer;

/// <summary>Makes a package of weights that no run has packed: trained elsewhere, the reference's published ones among them, or a run's checkpoint.</summary>
internal static class ImportedPackage
{
    /// <param name="weights">A safetensors file as <see cref="WeightsFile"/> reads it, or what a run saved; of that the averaged weights.</param>
    /// <param name="presetName">The preset whose network it is.</param>
    /// <param name="folder">Where the package shall lie; empty or not there yet.</param>
    /// <param name="data">Puzzles to prove the export on; null: what the preset generates.</param>
    /// <param name="output">Takes the package's digest.</param>
    /// <param name="time">Dates the package.</param>
    /// <returns>The process's exit code.</returns>
    public static int Make(string weights, string presetName, string folder, string? data, TextWriter output, TimeProvider time)
    {
        var preset = Course.PresetOf(presetName);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new ArgumentException($"packaging {weights}: expected an empty folder, {folder} has something in it");
        var (configuration, examples) = Examples(preset, data);
        var lineage = new Lineage
        {
            Run = "imported",
            Dataset = Digest.OfText($"not known: weights from {Path.GetFileName(weights)}"),
            Seed = 0,
            CodeVersion = ProvenPackage.CodeVersion,
            Created = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()),
        };
        // A checkpoint knows its network itself, and the recipe that made it.
        var run = WeightsFile.RunOf(weights);
        var own = run?.Configuration ?? configuration;
        if (own.Shape.Task != configuration.Shape.Task)
            throw new ArgumentException($"packaging {weights}: expected a preset of its task, {own.Shape.Task}, {preset.Name} is of {configuration.Shape.Task}; name another one");
        var package = ModelExport.WriteFile(weights, own, examples, new ExportFacts { Lineage = lineage, Recipe = run?.Recipe }, folder);
        (package, _, _) = ProvenPackage.Prove(package, $"packaging {weights}");
        output.WriteLine(package.Digest);
        return ExitCode.Proven;
    }

    private static (ModelConfiguration Configuration, IExampleSource Examples) Examples(Model.Preset preset, string? data)
    {
        var configuration = preset.Configuration;
        if (configuration.Shape.Task == ArcTask.Name)
            throw new ArgumentException($"packaging weights of {preset.Name}: a network for ARC knows its tasks by the rows of a table, in the order of its own training, which weights do not tell; train on the tasks' demonstrations here");
        if (data is null)
            return preset.Generator is null
                ? throw new ArgumentException($"packaging weights of {preset.Name}: it generates no puzzles to prove the export on; name some (`trmgrid models import --data FILE`)")
                : (configuration, preset.HeldOut(Course.HeldOutSeed));
        var (training, heldOut) = DatasetFile.Read(data, configuration.Shape, Course.HeldOutSeed, preset.Recipe);
        return (configuration.Shape.Task == GridsTask.Name ? configuration with { Shape = training.Shape } : configuration, heldOut ?? training);
    }
}
