using System.Globalization;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

/// <summary>Shows a run as it goes on, over breaks of the connection, until it has ended.</summary>
internal static class RunFollower
{
    public static Task<Run> FollowAsync(GridConnection grid, string id, string title, Output output, CancellationToken cancellation) =>
        output.TrackAsync(title, async line =>
        {
            var seen = new Run { Id = id };
            var watch = Watching.Resume(
                (cursor, token) => grid.Training.WatchRun(new WatchRunRequest { RunId = id, Cursor = cursor }, Calls.Stream(token)),
                answer => answer.Event.Cursor, cancellation);
            await foreach (var answer in watch)
            {
                seen = answer.Event.Run;
                line.Report(seen.Step, seen.TotalSteps, Note(seen, answer.Event.Message));
                if (Ended(seen.State)) return seen;
            }
            // The stream ends with the run: what it last told may lie one event behind.
            return (await grid.Training.GetRunAsync(new GetRunRequest { RunId = id }, Calls.Unary(cancellation))).Run;
        });

    static bool Ended(RunState state) => state is RunState.Succeeded or RunState.Failed or RunState.Cancelled;

    static string Note(Run run, string message)
    {
        var figures = run.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Where(metric => metric.Key is "loss" or "valid" or "exact" or "cells")
            .Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.000}"));
        var steps = run.TotalSteps > 0 ? $"step {run.Step} of {run.TotalSteps}" : run.Step > 0 ? $"step {run.Step}" : EnumText.Of(run.State);
        return string.Join("  ", figures.Prepend(steps).Append(message).Where(part => part.Length > 0));
    }
}
