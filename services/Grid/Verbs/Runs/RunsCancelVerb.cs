using System.CommandLine;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

internal static class RunsCancelVerb
{
    public static Command Create()
    {
        var id = RunArguments.Id();
        return Verb.Of("cancel", "Asks a run to stop.", [id], async call =>
        {
            await using var grid = await call.ConnectAsync(GridWork.All, GridRoles.Training, GridRoles.Registry);
            var response = await grid.Training.CancelRunAsync(new CancelRunRequest { RunId = call.Required(id) }, Calls.Unary(call.Cancellation));
            // A grid that is there for this command alone must not leave before it is done.
            var run = RunView.Of(grid.IsHosted ? await RunFollower.FollowAsync(grid, response.Run.Id, "stopping", call.Output, call.Cancellation) : response.Run);
            call.Output.Finish(run, GridJson.Default.RunView, console => console.WriteLine($"The run {run.Id} was asked to stop; it is {run.State}."));
        });
    }
}
