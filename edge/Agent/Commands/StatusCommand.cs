using System.Text.Json.Nodes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Commands;

/// <summary><c>status --home DIR [--json]</c>: what the running agent is and does.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(ReadOnlyMemory<string> rest, CancellationToken cancel)
    {
        var arguments = new Arguments(rest.Span, ["--home"], ["--json"]);
        var home = AgentHome.Existing(arguments.Require("--home"));
        using var client = new LocalClient(home);
        var status = await LocalClient.CallAsync(home, async () =>
            await client.Api.GetAgentStatusAsync(new GetAgentStatusRequest(), deadline: CallDeadline.In(Deadline), cancellationToken: cancel));
        if (arguments.Has("--json"))
            Output.Json(new JsonObject
            {
                ["device_id"] = status.DeviceId,
                ["agent_version"] = status.AgentVersion,
                ["state"] = status.State,
                ["active_digest"] = status.ActiveDigest,
                ["standby_digest"] = status.StandbyDigest,
                ["spooled_results"] = status.SpooledResults,
                ["dropped_results"] = status.DroppedResults,
                ["connected"] = status.Connected,
                ["started_at"] = status.StartedAt.ToDateTimeOffset(),
                ["last_failure"] = status.LastFailure,
                ["moving"] = status.Moving,
                ["model_restarts"] = status.ModelRestarts,
                ["emergency_stop"] = status.EmergencyStop,
                ["lines"] = status.Lines,
                ["lines_failure"] = status.LinesFailure,
            });
        else
            Console.Out.WriteLine($"{status.DeviceId}: {status.State}, model {Shown(status.ActiveDigest)}, standby {Shown(status.StandbyDigest)}, "
                + $"{(status.Connected ? "connected" : "not connected")}, {status.SpooledResults} results wait, {status.DroppedResults} dropped"
                + (status.EmergencyStop ? "\nthe emergency stop is pressed, or cannot be read: no plan leaves" : "")
                + (status.LinesFailure.Length > 0 ? $"\nthe board's lines cannot be used: {status.LinesFailure}" : "")
                + (status.LastFailure.Length > 0 ? $"\nlast failure: {status.LastFailure}" : ""));
        return 0;
    }

    private static string Shown(string digest) => digest.Length > 0 ? digest[..Math.Min(19, digest.Length)] : "none";
}
