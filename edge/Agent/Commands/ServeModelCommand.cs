using Trm.Grid.Edge.Boards;
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
        var arguments = new Arguments(rest.Span, ["--model", .. RuntimeSettings.Names], RuntimeSettings.Switches);
        var settings = RuntimeSettings.Of(arguments);
        var pipe = new StepPipe(Console.OpenStandardInput(), Console.OpenStandardOutput());
        // Whatever prints must not print between messages.
        Console.SetOut(Console.Error);
        try
        {
            var (model, provider) = Load(arguments.Require("--model"), settings);
            Leftovers.GiveBack();
            using (model)
            using (var server = new StepServer(model, provider, pipe))
                server.Run();
            return 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static (StepModel Model, string Provider) Load(string file, RuntimeSettings settings)
    {
        var (options, _, provider) = settings.Choose();
        try
        {
            return (StepModel.Load(file, options), provider);
        }
        catch (InvalidDataException e) when (options.Provider.Length > 0)
        {
            // The provider is there and cannot run this model, or has no device.
            return (StepModel.Load(file, options with { Provider = "", ProviderLibrary = "" }), settings.Instead(e.Message));
        }
    }
}
