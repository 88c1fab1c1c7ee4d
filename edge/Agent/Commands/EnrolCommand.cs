using System.Text.Json.Nodes;
using Trm.Grid.Edge.Identity;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Commands;

/// <summary><c>enrol --token T [--server URL] --home DIR [--json]</c>: joins a grid.</summary>
internal static class EnrolCommand
{
    public static async Task<int> RunAsync(ReadOnlyMemory<string> rest, CancellationToken cancel)
    {
        var arguments = new Arguments(rest.Span, ["--token", "--server", "--home"], ["--json"]);
        var home = new AgentHome(arguments.Require("--home"));
        var token = JoinToken.Parse(arguments.Require("--token"));
        Uri? server = null;
        if (arguments.Find("--server") is { } text && (!Uri.TryCreate(text, UriKind.Absolute, out server) || server.Scheme != Uri.UriSchemeHttps))
            throw new UsageException($"--server expects https://HOST:PORT, got '{text}'");
        using var held = home.Lock();
        var device = await Enrolment.RunAsync(home, token, server, TimeProvider.System, cancel);
        if (arguments.Has("--json"))
            Output.Json(new JsonObject { ["device_id"] = device, ["home"] = home.Folder });
        else
            Console.Out.WriteLine($"enrolled as {device}; start it with: trm-edge run --home {home.Folder}");
        return 0;
    }
}
