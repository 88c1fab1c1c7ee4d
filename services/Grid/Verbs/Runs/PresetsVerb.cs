using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

/// <summary>A recipe known by name. ModelName: where a run names none. Settings: what --set may change, with the preset's own values.</summary>
internal sealed record PresetView(string Name, string Task, string ModelName, ulong Parameters, string Expected, string Source, string Description, IReadOnlyDictionary<string, string> Settings);

/// <summary>What --json writes.</summary>
internal sealed record PresetList(IReadOnlyList<PresetView> Presets);

internal static class PresetsVerb
{
    private static readonly Argument<string> Name = new("PRESET") { Arity = ArgumentArity.ZeroOrOne, Description = "Only this one, with its settings." };

    public static Command Create() => Verb.Of("presets", "Lists the training recipes known by name, or one with what `train --set` may change of it.", [Name], async call =>
    {
        await using var grid = await call.ConnectAsync(GridRoles.Training);
        var response = await grid.Training.ListPresetsAsync(new ListPresetsRequest(), Calls.Unary(call.Cancellation));
        var name = call.Value(Name);
        List<PresetView> presets = [.. response.Presets.Where(preset => name is null || preset.Name == name).Select(preset =>
            new PresetView(preset.Name, preset.Task, preset.ModelName, preset.Parameters, preset.Expected, preset.Source, preset.Description, preset.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).ToDictionary()))];
        if (name is not null && presets.Count == 0)
            throw new CommandFailedException("PRESET_NOT_FOUND", $"no preset has the name '{name}'; there are {string.Join(", ", response.Presets.Select(preset => preset.Name))}");
        call.Output.Finish(new PresetList(presets), GridJson.Default.PresetList, console =>
        {
            if (name is not null)
            {
                ShowOne(console, presets[0]);
                return;
            }
            var table = Tables.Of("preset", "task", ">parameters", "~reaches", "~what");
            foreach (var preset in presets)
                table.Row(preset.Name, preset.Task, preset.Parameters.ToString("N0", CultureInfo.InvariantCulture), preset.Expected, preset.Description);
            console.Write(table);
        });
    });

    static void ShowOne(IAnsiConsole console, PresetView preset)
    {
        console.WriteLine(preset.Description);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Task {preset.Task}, {preset.Parameters:N0} parameters. Reaches: {preset.Expected} ({preset.Source})."));
        var settings = Tables.Of("setting", "value");
        foreach (var (setting, value) in preset.Settings)
            settings.Row(setting, value);
        console.Write(settings);
    }
}
