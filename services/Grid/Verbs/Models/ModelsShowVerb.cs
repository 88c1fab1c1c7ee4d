using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Models;

internal static partial class ModelsShowVerb
{
    /// <summary>Of all figures those that fit a line; --json has the rest.</summary>
    static readonly string[] Shown = ["valid", "optimal", "cost_ratio", "exact", "verified", "steps_mean", "p50_ms", "ms_mean"];

    public static Command Create()
    {
        var reference = ModelArguments.Reference();
        return Verb.Of("show", "Shows one version with its manifest and evaluations.", [reference], async call =>
        {
            await using var grid = await call.ConnectAsync(GridRoles.Registry);
            var version = await grid.Packages.FindAsync(call.Required(reference)!, call.Cancellation);
            var model = await ModelQueries.ModelAsync(grid, version.Model, call.Cancellation);
            var view = VersionView.Of(version, model);
            call.Output.Finish(view, GridJson.Default.VersionView, console => Show(console, view));
        });
    }

    static void Show(IAnsiConsole console, VersionView view)
    {
        var grid = Tables.Of("", "").HideHeaders();
        grid.Row("model", view.Name);
        grid.Row("version", view.Version.ToString(CultureInfo.InvariantCulture));
        grid.Row("digest", view.Digest);
        grid.Row("aliases", view.Aliases.Count > 0 ? string.Join(", ", view.Aliases) : "–");
        grid.Row("made", $"{view.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC by {view.CreatedBy}");
        grid.Row("size", Numbers.Bytes(view.SizeBytes));
        grid.Row("task", view.Manifest.GetProperty("task").ToString());
        if (view.Manifest.TryGetProperty("lineage", out var lineage))
            foreach (var part in lineage.EnumerateObject()) grid.Row(part.Name, part.Value.ToString());
        console.Write(grid);
        if (view.Evaluations.Count == 0) return;
        var table = Tables.Of("evaluation", "~suite", ">asked", "~found");
        foreach (var outcome in view.Evaluations)
            table.Row(outcome.Id, ShortDigest().Replace(outcome.Suite, "$1…"), outcome.Count.ToString(CultureInfo.InvariantCulture),
                string.Join("  ", Shown.Where(outcome.Metrics.ContainsKey).Select(name => $"{name} {Numbers.Text(outcome.Metrics[name], "0.####")}"))
                + (outcome.BaselineDigest is { } baseline ? $"  against {Numbers.ShortDigest(baseline)}" : ""));
        console.Write(table);
    }

    [GeneratedRegex("(sha256:[0-9a-f]{12})[0-9a-f]{52}")]
    private static partial Regex ShortDigest();
}
