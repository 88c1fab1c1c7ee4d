using Microsoft.Extensions.Logging;
using Trm.Grid.Edge.Boards;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Commands;

/// <summary>
/// <c>run --home DIR [--with-parent]</c>: the agent itself, until it is told to stop. With --with-parent it also ends when its standard input
/// does, which the system closes when whoever started it dies.
/// </summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(ReadOnlyMemory<string> rest, CancellationToken cancel)
    {
        var arguments = new Arguments(rest.Span, ["--home"], ["--with-parent"]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (arguments.Has("--with-parent"))
            ParentWatch.Begin(stop);
        var home = AgentHome.Existing(arguments.Require("--home"));
        var options = AgentSettings.Read(home).Apply(new AgentOptions { Logging = logging => logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Error).AddProvider(new StderrLog()) });
        await using var agent = await Agent.StartAsync(home, options, stop.Token);
        Console.Error.WriteLine($"device {agent.DeviceId} runs; the robot's interface is {agent.Socket}");
        Leftovers.GiveBack();
        await agent.WaitAsync(stop.Token);
        return 0;
    }
}
