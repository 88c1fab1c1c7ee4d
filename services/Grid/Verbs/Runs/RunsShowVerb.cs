using System.CommandLine;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

internal static class RunsShowVerb
{
    public static Command Create()
    {
        var id = RunArguments.Id();
        return Verb.Of("show", "Shows one run as it stands.", [id], async call =>
        {
            await using var grid = await call.ConnectAsync(GridRoles.Training);
            var response = await grid.Training.GetRunAsync(new GetRunRequest { RunId = call.Required(id) }, Calls.Unary(call.Cancellation));
            var run = RunView.Of(response.Run);
            call.Output.Finish(run, GridJson.Default.RunView, console => RunsTable.Show(console, [run]));
        });
    }
}
