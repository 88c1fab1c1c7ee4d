using System.CommandLine;
using Trm.Grid.Connection;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

internal static class RunsWatchVerb
{
    public static Command Create()
    {
        var id = RunArguments.Id();
        return Verb.Of("watch", "Follows a run until it has ended.", [id], async call =>
        {
            await using var grid = await call.ConnectAsync(GridWork.All, GridRoles.Training, GridRoles.Registry);
            var run = RunView.Of(await RunFollower.FollowAsync(grid, call.Required(id), "training", call.Output, call.Cancellation));
            call.Output.Finish(run, GridJson.Default.RunView, console => RunsTable.Show(console, [run]));
        });
    }
}
