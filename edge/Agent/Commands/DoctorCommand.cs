using System.Text.Json.Nodes;
using Trm.Grid.Edge.Doctor;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Commands;

/// <summary><c>doctor --home DIR [--json]</c>: looks at everything that the agent needs; ends with 1 where something is not as it should be.</summary>
internal static class DoctorCommand
{
    public static async Task<int> RunAsync(ReadOnlyMemory<string> rest, CancellationToken cancel)
    {
        var arguments = new Arguments(rest.Span, ["--home"], ["--json"]);
        var checks = await new HealthChecks(AgentHome.Existing(arguments.Require("--home")), TimeProvider.System).RunAsync(cancel);
        if (arguments.Has("--json"))
            Output.Json(new JsonObject
            {
                ["checks"] = new JsonArray([.. checks.Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["ok"] = c.Ok, ["detail"] = c.Detail })]),
            });
        else
            foreach (var check in checks)
                Console.Out.WriteLine($"{(check.Ok ? "ok  " : "FAIL")} {check.Name,-12} {check.Detail}");
        return checks.All(c => c.Ok) ? 0 : 1;
    }
}
