using System.Text.Json;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Tests.Unit.Edge;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>A robot that speaks rosbridge: its map and its goals come in, paths go out.</summary>
public sealed class RosbridgeTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Goal_on_a_topic_becomes_a_path_on_another_and_a_changed_map_a_new_one()
    {
        await using var grid = await FleetGrid.StartAsync();
        await using var bridge = await ScriptedRosbridge.StartAsync();
        await using var agent = await StartAsync(await grid.EnrolAsync("robot-1"), bridge.Url, smooth: false);
        var greeting = await bridge.GreetingAsync();
        Assert.Equal(["advertise /plan", "subscribe /map", "subscribe /amcl_pose", "subscribe /goal_pose"], greeting);

        await bridge.PublishAsync("/map", Map(wall: 12));
        await bridge.PublishAsync("/amcl_pose", new { header = Header("map"), pose = new { pose = Pose(2, 2) } });
        await bridge.PublishAsync("/goal_pose", new { header = Header("/map"), pose = Pose(17, 2, z: 1, w: 0) });
        var around = await NextPathAsync(bridge);
        Assert.Equal("map", around.Frame);
        Assert.Equal([2.5, 2.5], around.Places[0]);
        Assert.Equal([17.5, 2.5], around.Places[^1]);
        // Over the wall's end: rows 0 to 11 are closed.
        Assert.True(around.Places.Max(place => place[1]) >= 12.5, $"{around.Places.Max(place => place[1])}");
        Assert.Equal((1, 0), around.LastTurn);

        // The same map again asks for nothing; a higher wall for a new path; one without an end for none.
        await bridge.PublishAsync("/map", Map(wall: 12));
        await bridge.PublishAsync("/map", Map(wall: 16));
        Assert.True((await NextPathAsync(bridge)).Places.Max(place => place[1]) >= 16.5);
        await bridge.PublishAsync("/map", Map(wall: 20));
        Assert.Empty((await NextPathAsync(bridge)).Places);
        Assert.False(bridge.HasHeardMore);
        var results = await grid.ResultsAsync("robot-1", 3);
        Assert.Equal([0u, 0u, 208u], results.Select(result => result.Plan.ErrorCode));
    }

    [Fact]
    public async Task Lost_connection_is_made_again_and_what_cannot_be_read_is_passed_over()
    {
        await using var grid = await FleetGrid.StartAsync();
        await using var bridge = await ScriptedRosbridge.StartAsync();
        await using var agent = await StartAsync(await grid.EnrolAsync("robot-1"), bridge.Url, smooth: true);
        await bridge.GreetingAsync();
        await bridge.PublishAsync("/map", Map(wall: 12));
        await bridge.PublishAsync("/amcl_pose", new { header = Header("map"), pose = Pose(2, 2) });
        await bridge.PublishAsync("/goal_pose", new { header = Header("map"), pose = Pose(5, 5) });
        Assert.NotEmpty((await NextPathAsync(bridge)).Places);
        bridge.Drop();
        await bridge.GreetingAsync();
        await bridge.SayAsync("no JSON at all");
        await bridge.SayAsync("""{"op":"status","level":"warning","msg":"hello"}""");
        await bridge.PublishAsync("/map", new { header = Header("map") });
        await bridge.PublishAsync("/goal_pose", new { header = Header("map"), pose = new { position = new { x = (double?)null, y = 1 }, orientation = new { z = 0, w = 1 } } });
        // What was known before the connection broke is known still. In another frame there is no path; in the map's there is.
        await bridge.PublishAsync("/goal_pose", new { header = Header("odom"), pose = Pose(17, 2) });
        Assert.Empty((await NextPathAsync(bridge)).Places);
        await bridge.PublishAsync("/goal_pose", new { header = Header("map"), pose = Pose(17, 2) });
        var last = (await NextPathAsync(bridge)).Places[^1];
        Assert.Equal([17.5, 2.5], last);
    }

    [Fact]
    public async Task While_the_emergency_stop_is_pressed_nothing_is_published_and_when_it_is_released_the_goals_path_is()
    {
        await using var grid = await FleetGrid.StartAsync();
        await using var bridge = await ScriptedRosbridge.StartAsync();
        using var board = new FakeBoard();
        // A normally closed switch that nothing closes.
        var options = With(bridge.Url, smooth: false) with { Gpio = new() { EmergencyStop = 27 }, OpenLines = _ => board };
        await using var agent = await Agent.StartAsync(await grid.EnrolAsync("robot-1"), options, Cancel);
        await bridge.GreetingAsync();
        await bridge.PublishAsync("/map", Map(wall: 12));
        await bridge.PublishAsync("/amcl_pose", new { header = Header("map"), pose = Pose(2, 2) });
        await bridge.PublishAsync("/goal_pose", new { header = Header("map"), pose = Pose(17, 2) });
        await Task.Delay(500, Cancel);
        Assert.False(bridge.HasHeardMore);
        board.Set(27, false);
        var last = (await NextPathAsync(bridge)).Places[^1];
        Assert.Equal([17.5, 2.5], last);
        await Task.Delay(300, Cancel);
        Assert.False(bridge.HasHeardMore);
    }

    private static Task<Agent> StartAsync(AgentHome home, string url, bool smooth) =>
        Agent.StartAsync(home, With(url, smooth), Cancel);

    private static AgentOptions With(string url, bool smooth) =>
        FleetGrid.Quick with { Rosbridge = new() { Url = url, Smooth = smooth, TimeLimitMs = 20_000 }, RosbridgeRetry = TimeSpan.FromMilliseconds(50) };

    private static async Task<(string Frame, List<double[]> Places, (double Z, double W) LastTurn)> NextPathAsync(ScriptedRosbridge bridge)
    {
        var said = await bridge.NextAsync();
        Assert.Equal(("publish", "/plan"), (said.GetProperty("op").GetString(), said.GetProperty("topic").GetString()));
        var message = said.GetProperty("msg");
        Assert.True(message.GetProperty("header").GetProperty("stamp").GetProperty("sec").GetInt64() > 0);
        var poses = message.GetProperty("poses").EnumerateArray().Select(pose => pose.GetProperty("pose")).ToList();
        var turn = poses.Count == 0 ? default : poses[^1].GetProperty("orientation");
        return (message.GetProperty("header").GetProperty("frame_id").GetString()!,
            [.. poses.Select(pose => pose.GetProperty("position")).Select(place => new[] { place.GetProperty("x").GetDouble(), place.GetProperty("y").GetDouble() })],
            poses.Count == 0 ? default : (turn.GetProperty("z").GetDouble(), turn.GetProperty("w").GetDouble()));
    }

    /// <summary>20 x 20 cells of 1 m, a wall at x = 10 from the bottom up.</summary>
    private static object Map(int wall)
    {
        var data = new int[400];
        for (var y = 0; y < wall; y++)
            data[(y * 20) + 10] = 100;
        return new { header = Header("map"), info = new { resolution = 1.0, width = 20, height = 20, origin = Pose(-0.5, -0.5) }, data };
    }

    private static object Header(string frame) => new { stamp = new { sec = 1, nanosec = 2 }, frame_id = frame };

    private static object Pose(double x, double y, double z = 0, double w = 1) =>
        new { position = new { x = x + 0.5, y = y + 0.5, z = 0.0 }, orientation = new { x = 0.0, y = 0.0, z, w } };
}
