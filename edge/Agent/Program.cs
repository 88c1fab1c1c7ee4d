using System.Runtime.InteropServices;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Commands;

const string Usage = """
    trm-edge enrol --token TOKEN [--server URL] --home DIR [--json]   join a grid
    trm-edge run --home DIR [--with-parent]                           run the agent
    trm-edge plan --home DIR --map FILE --from X,Y --to X,Y [--radius M] [--deadline-ms D] [--certificate FILE] [--json]
    trm-edge status --home DIR [--json]
    trm-edge doctor --home DIR [--json]                               look at everything that the agent needs
    trm-edge --version
    """;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var rest = args.AsMemory(Math.Min(1, args.Length));
var json = args.Contains("--json");
try
{
    switch (args.FirstOrDefault())
    {
        case "enrol":
            return await EnrolCommand.RunAsync(rest, stop.Token);
        case "run":
            return await RunCommand.RunAsync(rest, stop.Token);
        case "plan":
            return await PlanCommand.RunAsync(rest, stop.Token);
        case "status":
            return await StatusCommand.RunAsync(rest, stop.Token);
        case "doctor":
            return await DoctorCommand.RunAsync(rest, stop.Token);
        case "probe":
            return ProbeCommand.Run(rest);
        case "serve-model":
            return ServeModelCommand.Run(rest);
        case "prove":
            return ProveCommand.Run(rest, stop);
        case "--version":
            Console.Out.WriteLine(AgentVersion.Text);
            return 0;
        case "--help" or "help":
            Console.Out.WriteLine(Usage);
            return 0;
        default:
            throw new UsageException(args.Length == 0 ? "a verb is missing" : $"'{args[0]}' is not a verb");
    }
}
catch (UsageException e)
{
    Output.Error(json, "USAGE", e.Message);
    Console.Error.WriteLine(Usage);
    return 2;
}
catch (AgentException e)
{
    Output.Error(json, e.Reason, e.Message);
    return 1;
}
catch (Exception e) when (MachineFault.Of(args.FirstOrDefault() ?? "", e) is { } fault)
{
    Output.Error(json, fault.Reason, fault.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
