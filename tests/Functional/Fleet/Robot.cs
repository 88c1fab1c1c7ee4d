using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Commands;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Runtime.Wire;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The robot's software beside an agent: loads a small map and asks for paths on it.</summary>
internal sealed class Robot(AgentHome home) : IDisposable
{
    private static readonly Puzzles.Planning.CostMap Floor = new(16, 16, new byte[256]);
    private readonly LocalClient _client = new(home);
    private string? _map;

    public PathPlanning.PathPlanningClient Api => _client.Api;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<string> LoadAsync(Puzzles.Planning.CostMap map)
    {
        using var upload = Api.LoadMap(cancellationToken: Cancel);
        foreach (var (head, cells) in CostMapWire.ToPieces(map))
            await upload.RequestStream.WriteAsync(new LoadMapRequest { Map = head, Cells = cells }, Cancel);
        await upload.RequestStream.CompleteAsync();
        return (await upload).MapDigest;
    }

    public async Task<PlanPathResponse> AskAsync(double goalX = 15.5, double goalY = 15.5, TimeSpan? followFor = null, CancellationToken cancel = default)
    {
        _map ??= await LoadAsync(Floor);
        var query = new PlanQuery { Start = new Point { X = 0.5, Y = 0.5 }, Goal = new Point { X = goalX, Y = goalY } };
        return await Api.PlanPathAsync(new PlanPathRequest { MapDigest = _map, Query = query, FollowFor = followFor?.ToDuration() }, cancellationToken: cancel.CanBeCanceled ? cancel : Cancel);
    }

    public void Dispose() => _client.Dispose();
}
