using System.CommandLine;
using Grpc.Core;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Results;

internal static class ResultsWatchVerb
{
    static readonly Option<string> Device = new("--device") { Description = "Only this device's.", HelpName = "DEVICE" };
    static readonly Option<bool> New = new("--new") { Description = "Only those that come from now on." };
    static readonly Option<int?> Count = new("--count") { Description = "End after so many results; else Ctrl+C ends it.", HelpName = "N" };
    static readonly Option<TimeSpan?> Duration = new("--for") { Description = "End after this time.", HelpName = "TIME", CustomParser = Durations.Parse };

    public static Command Create() => Verb.Of("watch", "Shows results as devices send them, from the first one kept unless --new is said.", [Device, New, Count, Duration], async call =>
    {
        await using var grid = await call.ConnectAsync(GridRoles.Fleet);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation);
        if (call.Value(Duration) is { } duration) end.CancelAfter(duration);
        // One JSON object holds them all; people see each as it comes, and a watch of weeks need not remember them.
        var (results, seen) = (new List<ResultView>(), 0);
        var begin = call.Value(New) ? (await grid.Fleet.ListResultsAsync(new ListResultsRequest { DeviceId = call.Value(Device) ?? "", NewestFirst = true, PageSize = 1 }, Calls.Unary(call.Cancellation))).Cursor : "";
        var watch = Watching.Resume(
            (cursor, token) => grid.Fleet.WatchResults(new WatchResultsRequest { DeviceId = call.Value(Device) ?? "", Cursor = cursor }, Calls.Stream(token)),
            answer => answer.Cursor, end.Token, begin);
        try
        {
            await foreach (var answer in watch)
            {
                var result = ResultView.Of(answer.Result);
                if (call.Output.Json) results.Add(result);
                call.Output.Say(Line(result));
                if (++seen >= call.Value(Count)) break;
            }
        }
        // Its end by time or by Ctrl+C is how a watch ends, not a fault.
        catch (Exception fault) when (end.IsCancellationRequested && fault is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
        }
        call.Output.Finish(new ResultList(results), GridJson.Default.ResultList, console => console.WriteLine($"{seen} results."));
    });

    static string Line(ResultView result) =>
        $"{result.PlannedAt:HH:mm:ss}  {result.Device}  {result.Planner}  {Numbers.Text(result.LengthM, "0.00")} m  gap {Numbers.Text(result.Gap, "0.0 %")}  {Numbers.Text(result.Ms, "0.0")} ms";
}
