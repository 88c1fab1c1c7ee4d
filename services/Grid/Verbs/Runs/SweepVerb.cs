using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Packages;
using Trm.Grid.Pictures;

namespace Trm.Grid.Verbs.Runs;

internal static class SweepVerb
{
    static readonly Argument<FileInfo> Plan = new("FILE") { Description = "JSON: preset, seeds, metric, grid, and steps or budget_minutes and settings." };
    static readonly Option<FileInfo> Plot = new("--plot") { Description = "Where the plot goes; else beside the file.", HelpName = "FILE.png" };

    public static Command Create() => Verb.Of("sweep", "Trains every combination of settings with every seed, and tables what came of it.", [Plan, Plot], SweepAsync);

    static async Task SweepAsync(VerbCall call)
    {
        var file = call.Required(Plan);
        var text = await File.ReadAllTextAsync(file.FullName, call.Cancellation);
        var plan = SweepFile.Parse(text);
        var picture = call.Value(Plot)?.FullName ?? Path.ChangeExtension(file.FullName, ".png");
        if (!Directory.Exists(Path.GetDirectoryName(picture)))
            throw new DirectoryNotFoundException($"There is no folder {Path.GetDirectoryName(picture)} for the plot: make it first.");
        await using var grid = await call.ConnectAsync(GridWork.All, GridRoles.Training, GridRoles.Registry);
        var (rows, failures) = (new List<SweepRow>(), new List<string>());
        foreach (var settings in plan.Combinations)
        {
            var values = new List<double?>();
            foreach (var seed in plan.Seeds)
            {
                var title = $"run {rows.Count * plan.Seeds.Count + values.Count + 1} of {plan.Combinations.Count * plan.Seeds.Count}";
                // The file's own digest names the runs: a sweep that broke off finds those that have ended, and a changed file begins anew.
                var request = new SubmitRunRequest { RequestId = $"sweep/{Digest.OfText(text).Hex[..32]}/{rows.Count}/{seed}", Spec = Spec(plan, settings, seed) };
                var submitted = await grid.Training.SubmitRunAsync(request, Calls.Unary(call.Cancellation));
                var run = await RunFollower.FollowAsync(grid, submitted.Run.Id, title, call.Output, call.Cancellation);
                if (run.State == RunState.Failed) failures.Add($"{title}: {run.Failure?.Message}");
                values.Add(Figure(run, plan.Metric));
            }
            rows.Add(SweepRow.Of(settings, plan.Seeds, values));
        }
        if (rows.All(row => row.MetricMean is null))
            throw new CommandFailedException("SWEEP_FAILED", $"No run came to a figure. {failures.FirstOrDefault()}");
        PictureFile.Write(picture, SweepPicture.Draw($"{plan.Preset}: {plan.Metric}", [.. rows.Select(row => new SweepBar(row.Name, [.. row.Values.OfType<double>()], row.MetricMean, row.MetricSpread))]));
        call.Output.Finish(new SweepOutcome(plan.Preset, plan.Metric, picture, rows, failures), GridJson.Default.SweepOutcome, console => Show(console, plan, rows, failures, picture));
    }

    static RunSpec Spec(SweepFile plan, SortedDictionary<string, string> settings, ulong seed)
    {
        var spec = new RunSpec
        {
            Preset = plan.Preset,
            ModelName = $"{plan.Preset}-sweep",
            Seed = seed,
            Steps = plan.Steps,
            Budget = plan.BudgetMinutes > 0 ? Duration.FromTimeSpan(TimeSpan.FromMinutes(plan.BudgetMinutes)) : null,
        };
        foreach (var (name, value) in plan.Settings.Concat(settings)) spec.Overrides[name] = value;
        return spec;
    }

    /// <summary>Null for a run that failed: mostly an outcome of its settings, and the others' figures are worth having all the same.</summary>
    static double? Figure(Run run, string metric)
    {
        if (run.State == RunState.Failed) return null;
        var figures = RunFailures.Demand(run).Metrics;
        return figures.TryGetValue(metric, out var value)
            ? value
            : throw new CommandFailedException("METRIC_NOT_FOUND", $"The run {run.Id} has no figure {metric}; it has {string.Join(", ", figures.Keys.Order(StringComparer.Ordinal))}.");
    }

    static void Show(IAnsiConsole console, SweepFile plan, List<SweepRow> rows, List<string> failures, string picture)
    {
        var table = Tables.Of("settings", ">seeds", $">{plan.Metric}, mean", ">spread", ">least", ">most");
        foreach (var row in rows)
        {
            double[] known = [.. row.Values.OfType<double>()];
            table.Row(row.Name, $"{known.Length} of {row.Seeds.Count}", Numbers.Text(row.MetricMean, "0.0000"), Numbers.Text(row.MetricSpread, "0.0000"),
                Numbers.Text(known.Length > 0 ? known.Min() : null, "0.0000"), Numbers.Text(known.Length > 0 ? known.Max() : null, "0.0000"));
        }
        console.Write(table);
        foreach (var failure in failures) console.WriteLine($"Failed: {failure}");
        console.WriteLine($"Plotted: {picture}");
    }
}
