using System.CommandLine;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Fleet;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Grids;

/// <summary>Runs services until the command is stopped.</summary>
internal static class GridService
{
    static readonly Option<long?> KeepResults = new("--keep-results") { Description = "How many of the devices' results stay, the newest; else all of them do.", HelpName = "N" };

    static GridService() => Ranges.Require(KeepResults, 1, 1e12);

    /// <summary>Of the commands that run services.</summary>
    public static IReadOnlyList<Symbol> Options => [KeepResults];

    /// <exception cref="CommandFailedException">An option is for a service that is not among them.</exception>
    static ResultKeeping KeepingOf(VerbCall call, IReadOnlyList<string> roles) => call.Value(KeepResults) is null || roles.Contains(GridRoles.Fleet)
        ? new() { Newest = call.Value(KeepResults) }
        : throw new CommandFailedException("INVALID_REQUEST", $"--keep-results is for {GridRoles.Fleet}, which keeps the devices' results, and is not among {string.Join(", ", roles)}.");

    public static async Task RunAsync(VerbCall call, GridHostOptions options, IReadOnlyList<string> roles)
    {
        var complete = options with
        {
            Paths = GridConnection.PathsOf(call.Home),
            Logging = HostLog.ToErrors(call.Verbose ? LogLevel.Debug : LogLevel.Information),
        };
        await using var host = await GridHost.StartAsync(complete, ServiceRoles.Of(roles, GridWork.All, KeepingOf(call, roles)), call.Cancellation);
        var started = GridStarted.Of(host, roles);
        call.Output.Finish(started, GridJson.Default.GridStarted, console => Show(console, started));
        await host.WaitAsync(call.Cancellation);
    }

    static void Show(IAnsiConsole console, GridStarted started)
    {
        console.WriteLine($"The grid runs with {string.Join(", ", started.Roles)}; Ctrl+C stops it.");
        var table = Tables.Of("", "").HideHeaders();
        table.Row("data", started.Home);
        table.Row("control", started.Control.ToString());
        table.Row("web", started.Web.ToString());
        table.Row("devices", started.Devices.ToString());
        console.Write(table);
    }
}
