using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Wire;

namespace Trm.Grid.Edge.Commands;

/// <summary><c>plan --home DIR --map F --from X,Y --to X,Y [--radius M] [--deadline-ms D] [--certificate FILE] [--json]</c>: asks the running agent for a path, as the robot would.</summary>
internal static class PlanCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(ReadOnlyMemory<string> rest, CancellationToken cancel)
    {
        var arguments = new Arguments(rest.Span, ["--home", "--map", "--from", "--to", "--radius", "--deadline-ms", "--certificate"], ["--json"]);
        var home = AgentHome.Existing(arguments.Require("--home"));
        var query = new PlanQuery
        {
            Start = PointOf("--from", arguments.Require("--from")),
            Goal = PointOf("--to", arguments.Require("--to")),
            FootprintRadiusM = arguments.Find("--radius") is { } radius ? Number("--radius", radius) : 0,
        };
        if (arguments.Find("--deadline-ms") is { } milliseconds)
            query.TimeLimit = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(uint.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                ? limit
                : throw new UsageException($"--deadline-ms expects whole milliseconds, got '{milliseconds}'")));
        var map = ReadMap(arguments.Require("--map"));
        using var client = new LocalClient(home);
        var response = await LocalClient.CallAsync(home, async () =>
        {
            var digest = await LoadAsync(client.Api, map, cancel);
            return await client.Api.PlanPathAsync(new PlanPathRequest { MapDigest = digest, Query = query }, deadline: CallDeadline.In(Deadline), cancellationToken: cancel);
        });
        // A path that was planned is told, whatever becomes of this file.
        var unwritten = arguments.Find("--certificate") is { } file && !response.Certificate.IsEmpty ? await WriteAsync(file, response.Certificate.ToByteArray(), cancel) : null;
        if (arguments.Has("--json"))
            Output.Json(JsonOf(response), unwritten);
        else
            Console.Out.WriteLine(response.Plan.Path.Count > 0
                ? $"{response.Plan.Planner.ToString().ToLowerInvariant()}: {response.Plan.LengthM:0.00} m, {response.Plan.Path.Count} points, {response.Plan.Elapsed.ToTimeSpan().TotalMilliseconds:0.0} ms"
                : $"no path: {response.Plan.Message} ({response.Plan.ErrorCode})");
        if (unwritten is null)
            return 0;
        Console.Error.WriteLine(unwritten.Message);
        return 1;
    }

    /// <returns>Why it could not be written; null: it was.</returns>
    private static async Task<AgentException?> WriteAsync(string file, byte[] certificate, CancellationToken cancel)
    {
        try
        {
            await File.WriteAllBytesAsync(file, certificate, cancel);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new AgentException("CERTIFICATE_NOT_WRITTEN", $"writing the certificate: expected a file that can be written at {Path.GetFullPath(file)} ({e.Message}); the path was planned and is told all the same, name another --certificate", e);
        }
    }

    private static async Task<string> LoadAsync(PathPlanning.PathPlanningClient api, Puzzles.Planning.CostMap map, CancellationToken cancel)
    {
        using var upload = api.LoadMap(deadline: CallDeadline.In(Deadline), cancellationToken: cancel);
        foreach (var (head, cells) in CostMapWire.ToPieces(map))
            await upload.RequestStream.WriteAsync(new LoadMapRequest { Map = head, Cells = cells }, cancel);
        await upload.RequestStream.CompleteAsync();
        return (await upload).MapDigest;
    }

    private static JsonObject JsonOf(PlanPathResponse response)
    {
        var plan = response.Plan;
        return new JsonObject
        {
            ["planner"] = plan.Planner.ToString().ToLowerInvariant(),
            ["verified"] = plan.Verified,
            ["path"] = new JsonArray([.. plan.Path.Select(p => (JsonNode)new JsonArray(p.X, p.Y))]),
            ["length_m"] = plan.LengthM,
            ["cost"] = plan.Cost,
            ["optimal_cost"] = plan.HasOptimalCost ? plan.OptimalCost : null,
            ["gap"] = plan.HasGap ? plan.Gap : null,
            ["steps"] = plan.Steps,
            ["ms"] = plan.Elapsed.ToTimeSpan().TotalMilliseconds,
            ["error_code"] = plan.ErrorCode,
            ["message"] = plan.Message,
            ["digest"] = plan.ModelDigest,
            ["result_id"] = response.ResultId,
        };
    }

    private static Puzzles.Planning.CostMap ReadMap(string path)
    {
        if (!File.Exists(path))
            throw new AgentException("FILE_NOT_FOUND", $"reading a map: there is no file at {Path.GetFullPath(path)}");
        try
        {
            return MapFiles.Read(path);
        }
        catch (Exception e) when (e is MapFormatException or IOException or UnauthorizedAccessException)
        {
            throw new AgentException("MAP_INVALID", e.Message, e);
        }
    }

    private static Point PointOf(string name, string text) => text.Split(',') is [var x, var y]
        ? new Point { X = Number(name, x), Y = Number(name, y) }
        : throw new UsageException($"{name} expects X,Y, got '{text}'");

    private static double Number(string name, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? number
        : throw new UsageException($"{name} expects numbers, got '{text}'");
}
