using Trm.Grid.Edge.Serving;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Commands;

/// <summary>
/// <c>serve-model --model FILE</c>: takes the steps of a model, in a process of its own, so that a crash, a hang or a leak there leaves the agent
/// alone. Started by the agent; speaks with it over standard input and output, and ends with them.
/// </summary>
internal static class ServeModelCommand
{
    public static int Run(ReadOnlyMemory<string> rest)
    {
        var arguments = new Arguments(rest.Span, ["--model"], []);
        var pipe = new StepPipe(Console.OpenStandardInput(), Console.OpenStandardOutput());
        // Whatever prints must not print between messages.
        Console.SetOut(Console.Error);
        try
        {
            using var model = StepModel.Load(arguments.Require("--model"), new RuntimeOptions { Spinning = false });
            using var server = new StepServer(model, pipe);
            server.Run();
            return 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or DllNotFoundException or TypeInitializationException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
