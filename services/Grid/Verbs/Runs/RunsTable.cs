using System.Globalization;
using Spectre.Console;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

internal static class RunsTable
{
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

    public static string Figures(RunView run) =>
        string.Join("  ", run.Metrics.Where(metric => metric.Value is not null).Select(metric => $"{metric.Key} {Numbers.Text(metric.Value, "0.####")}"));
}
