using System.Text.Json.Nodes;

namespace Trm.Grid.Edge.Commands;

/// <summary>Standard output: with --json exactly one JSON object on its last line, else words for people.</summary>
internal static class Output
{
    /// <param name="value">What was asked for.</param>
    /// <param name="fault">What failed beside it; null: nothing.</param>
    public static void Json(JsonObject value, AgentException? fault = null)
    {
        if (fault is not null)
            value["error"] = ErrorOf(fault.Reason, fault.Message);
        Console.Out.WriteLine(value.ToJsonString());
    }

    public static void Error(bool json, string reason, string message)
    {
        Console.Error.WriteLine(message);
        if (json)
            Json(new JsonObject { ["error"] = ErrorOf(reason, message) });
    }

    private static JsonObject ErrorOf(string reason, string message) => new() { ["reason"] = reason, ["message"] = message };
}
