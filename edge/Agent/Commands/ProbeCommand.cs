using System.Text.Json.Nodes;
using Trm.Grid.Edge.Serving;

namespace Trm.Grid.Edge.Commands;

/// <summary><c>probe</c>: loads ONNX Runtime as the settings say and tells what it offers. A library that does not fit may crash: that is why it is a process of its own.</summary>
internal static class ProbeCommand
{
    public static int Run(ReadOnlyMemory<string> rest)
    {
        var settings = RuntimeSettings.Of(new Arguments(rest.Span, RuntimeSettings.Names, RuntimeSettings.Switches));
        try
        {
            var (_, probe, provider) = settings.Choose();
            Output.Json(new JsonObject { ["version"] = probe.Version, ["provider"] = provider, ["providers"] = new JsonArray([.. probe.Providers.Select(p => (JsonNode)p)]) });
            return 0;
        }
        catch (InvalidDataException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
