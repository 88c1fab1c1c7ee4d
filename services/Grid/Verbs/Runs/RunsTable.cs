using System.Globalization;
using Spectre.Console;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

internal static class RunsTable
{
    /// <summary>Of all figures those that fit a line; --json has the rest.</summary>
    static readonly string[] Shown = ["loss", "valid", "held_out_exact", "held_out_cells"];

    public static void Show(IAnsiConsole console, IReadOnlyList<RunView> runs)
    {
        if (runs.Count == 0)
        {
            console.WriteLine("No runs yet. Start one: trmgrid train PRESET (trmgrid presets lists them).");
            return;
        }
        var table = Tables.Of("run", "preset", "state", ">step", ">of", ">seconds", "version", "figures");
        foreach (var run in runs)
            table.Row(run.Id, run.Preset, run.Failure is { } failure ? $"{run.State} ({failure.Reason})" : run.State,
                run.Step.ToString(CultureInfo.InvariantCulture), run.TotalSteps.ToString(CultureInfo.InvariantCulture),
                Numbers.Text(run.Seconds, "0.0"), Numbers.ShortDigest(run.Digest), Figures(run));
        console.Write(table);
    }

    static string Figures(RunView run) =>
        string.Join("  ", Shown.Where(name => run.Metrics.GetValueOrDefault(name) is not null).Select(name => $"{name} {Numbers.Text(run.Metrics[name], "0.###")}"));
}
