using Google.Protobuf;
using Trm.Grid.Model;
using Trm.Grid.Puzzles.Sudoku;
using Preset = Trm.Grid.Contracts.V1.Preset;

namespace Trm.Grid.Trainer.Courses;

/// <summary>Tells the training service which presets there are, one a line. libtorch is not touched.</summary>
internal static class PresetList
{
    /// <returns>The process's exit code.</returns>
    public static int Print(TextWriter output)
    {
        foreach (var preset in Presets.All)
            output.WriteLine(JsonFormatter.Default.Format(new Preset
            {
                Name = preset.Name,
                Task = preset.Configuration.Shape.Task,
                ModelName = SudokuTask.ModelName(preset.Configuration.Shape.Task, preset.Configuration.Shape.Height),
                Parameters = (ulong)preset.Configuration.ParameterCount,
                Expected = preset.Expected,
                Source = preset.Source,
                Description = preset.Description,
                NeedsDataset = preset.Generator is null,
                Settings = { Overrides.Of(preset.Configuration, preset.Recipe) },
            }));
        output.Flush();
        return ExitCode.Proven;
    }
}
