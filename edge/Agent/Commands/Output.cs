using System.Text.Json.Nodes;

namespace Trm.Grid.Edge.Commands;

/// <summary>Standard output: with --json exactly one JSON object on its last line, else words for people.</summary>
internal static class Output
{
    public static void Json(JsonObject value) => Console.Out.WriteLine(value.ToJsonString());

    public static void Error(bool json, string reason, string message)
    {
        Console.Error.WriteLine(message);
        if (json)
            Json(new JsonObject { ["error"] = new JsonObject { ["reason"] = reason, ["message"] = message } });
    }
}
