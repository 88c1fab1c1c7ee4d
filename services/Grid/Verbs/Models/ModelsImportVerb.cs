using System.CommandLine;
using Trm.Grid.Hosting;
using Trm.Grid.Processes;

namespace Trm.Grid.Verbs.Models;

/// <summary>Weights that no run of this grid trained become a version: exported, proven and registered like those of a run.</summary>
internal static class ModelsImportVerb
{
    static readonly Argument<FileInfo> Weights = new("WEIGHTS") { Description = "A safetensors file: of this trainer, of the papers' PyTorch code, or a run's checkpoint." };
    static readonly Option<string> Preset = new("--preset") { Description = "The recipe whose network they belong to; trmgrid presets lists them.", HelpName = "PRESET", Required = true };
    static readonly Option<FileInfo> Data = new("--data") { Description = "Puzzles to prove the export on, for presets that generate none.", HelpName = "FILE" };
    static readonly Option<string> Name = new("--name") { Description = "The model's name; else the preset's.", HelpName = "MODEL" };

    public static Command Create() => Verb.Of("import", "Makes a model's next version of weights that were trained elsewhere.", [Weights, Preset, Data, Name], async call =>
    {
        var trainer = Programs.FindTrainer() ?? throw new CommandFailedException("TRAINER_MISSING", "The trainer's program was not found: build services/Trainer, or name it in TRMGRID_TRAINER.");
        if (new[] { call.Required(Weights), call.Value(Data) }.FirstOrDefault(file => file is { Exists: false }) is { } missing)
            throw new FileNotFoundException($"There is no file at {missing.FullName}.");
        if (call.Value(Name) is { } name) ModelNames.Require("--name", name);
        var beside = Directory.CreateTempSubdirectory("trmgrid-import-").FullName;
        try
        {
            var folder = Path.Combine(beside, "package");
            await PackAsync(call, trainer, folder);
            await ModelsPushVerb.PushAsync(call, folder, call.Value(Name));
        }
        finally
        {
            Directory.Delete(beside, recursive: true);
        }
    });

    /// <summary>The trainer does it: it alone knows torch.</summary>
    static async Task PackAsync(VerbCall call, string trainer, string folder)
    {
        string[] arguments = ["package", call.Required(Weights).FullName, call.Required(Preset), folder, .. call.Value(Data) is { } data ? new[] { data.FullName } : []];
        int code;
        var packing = ChildProcess.Start(trainer, arguments, _ => { });
        await using (packing)
            code = await packing.Exit.WaitAsync(call.Cancellation);
        if (code != 0)
            throw new CommandFailedException("WEIGHTS_INVALID", packing.LastLines.Length > 0 ? packing.LastLines : $"The trainer ended with {code}.");
    }
}
