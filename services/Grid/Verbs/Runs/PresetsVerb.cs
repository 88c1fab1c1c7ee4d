using System.CommandLine;
using System.Globalization;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

/// <summary>A recipe known by name.</summary>
internal sealed record PresetView(string Name, string Task, ulong Parameters, string Expected, string Source, string Description);

/// <summary>What --json writes.</summary>
internal sealed record PresetList(IReadOnlyList<PresetView> Presets);

internal static class PresetsVerb
{
    public static Command Create() => Verb.Of("presets", "Lists the training recipes known by name.", [], async call =>
    {
        await using var grid = await call.ConnectAsync(GridRoles.Training);
        var response = await grid.Training.ListPresetsAsync(new ListPresetsRequest(), Calls.Unary(call.Cancellation));
        List<PresetView> presets = [.. response.Presets.Select(preset =>
            new PresetView(preset.Name, preset.Task, preset.Parameters, preset.Expected, preset.Source, preset.Description))];
        call.Output.Finish(new PresetList(presets), GridJson.Default.PresetList, console =>
        {
            var table = Tables.Of("preset", "task", ">parameters", "reaches", "what");
            foreach (var preset in presets)
                table.Row(preset.Name, preset.Task, preset.Parameters.ToString("N0", CultureInfo.InvariantCulture), preset.Expected, preset.Description);
            console.Write(table);
        });
    });
}
