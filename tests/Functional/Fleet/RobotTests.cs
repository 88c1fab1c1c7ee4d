using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Puzzles.Planning;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>What the robot's software sees of an agent that has no model and no link.</summary>
public sealed class RobotTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Device_without_a_model_plans_with_a_star_and_names_nav2_s_errors()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        using var robot = new Robot(home);
        var plan = (await robot.AskAsync()).Plan;
        Assert.Equal((PlannerKind.Astar, true, "", 16), (plan.Planner, plan.Verified, plan.ModelDigest, plan.Path.Count));
        Assert.Equal(15 * Math.Sqrt(2), plan.LengthM, 6);

        var cells = new byte[100];
        for (var y = 0; y < 10; y++)
            cells[(y * 10) + 5] = CellCost.Lethal;
        var walled = await robot.LoadAsync(new CostMap(10, 10, cells));
        (double X, double Y, uint Code)[] rows = [(9.5, 9.5, 208), (5.5, 5.5, 206), (50, 5, 204)];
        foreach (var (x, y, code) in rows)
        {
            var query = new PlanQuery { Start = new Point { X = 0.5, Y = 0.5 }, Goal = new Point { X = x, Y = y } };
            var answer = await robot.Api.PlanPathAsync(new PlanPathRequest { MapDigest = walled, Query = query }, cancellationToken: Cancel);
            Assert.Equal((code, PlannerKind.None), (answer.Plan.ErrorCode, answer.Plan.Planner));
        }
        Assert.Equal(4, (await grid.ResultsAsync("robot-1", 4)).Count);
    }

    [Fact]
    public async Task Robot_says_that_it_moves_and_the_agent_believes_it_for_so_long()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await Agent.StartAsync(home, FleetGrid.Quick with { LongestHold = TimeSpan.FromMinutes(2) }, Cancel);
        using var robot = new Robot(home);
        Assert.False((await StatusAsync()).Moving);
        Assert.Equal(60, (await robot.Api.BeginMotionAsync(new() { Hold = TimeSpan.FromMinutes(1).ToDuration() }, cancellationToken: Cancel)).Granted.ToTimeSpan().TotalSeconds, 0);
        Assert.Equal(120, (await robot.Api.BeginMotionAsync(new(), cancellationToken: Cancel)).Granted.ToTimeSpan().TotalSeconds, 0);
        Assert.True((await StatusAsync()).Moving);
        await robot.Api.EndMotionAsync(new(), cancellationToken: Cancel);
        Assert.False((await StatusAsync()).Moving);
        await Refused.AsAsync(ErrorReason.InvalidRequest, robot.Api.BeginMotionAsync(new() { Hold = TimeSpan.FromSeconds(-1).ToDuration() }, cancellationToken: Cancel));

        // Refused before it is planned: nothing is spooled, nothing goes to the grid.
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => robot.AskAsync(followFor: TimeSpan.FromSeconds(-3)));
        var asked = await robot.AskAsync();
        Assert.Equal(asked.ResultId, (await grid.ResultsAsync("robot-1", 1))[0].Id);

        await robot.AskAsync(followFor: TimeSpan.FromMinutes(1));
        Assert.True((await StatusAsync()).Moving);

        async Task<GetAgentStatusResponse> StatusAsync() => await robot.Api.GetAgentStatusAsync(new(), cancellationToken: Cancel);
    }

    [Fact]
    public async Task Broken_maps_and_queries_are_refused_with_their_reason()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        using var robot = new Robot(home);
        var head = new Contracts.V1.CostMap { Width = 4, Height = 4, ResolutionM = 1 };
        await Refused.AsAsync(ErrorReason.MapInvalid, () => LoadAsync(robot, new LoadMapRequest { Map = new() { Width = 0, Height = 0, ResolutionM = 1 } }));
        await Refused.AsAsync(ErrorReason.MapInvalid, () => LoadAsync(robot, new LoadMapRequest { Map = head, Cells = Google.Protobuf.ByteString.CopyFrom(new byte[15]) }));
        await Refused.AsAsync(ErrorReason.MapInvalid, () => LoadAsync(robot, new LoadMapRequest { Map = head, Cells = Google.Protobuf.ByteString.CopyFrom(new byte[17]) }));
        await Refused.AsAsync(ErrorReason.MapTooLarge, () => LoadAsync(robot, new LoadMapRequest { Map = new() { Width = 20_000, Height = 20_000, ResolutionM = 1 } }));
        await Refused.AsAsync(ErrorReason.MapNotFound, robot.Api.PlanPathAsync(new() { MapDigest = "sha256:none", Query = new() { Start = new(), Goal = new() } }, cancellationToken: Cancel));
        await Refused.AsAsync(ErrorReason.InvalidRequest, robot.Api.PlanPathAsync(new() { MapDigest = "sha256:none" }, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Stream_of_paths_ends_with_the_final_one()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        using var robot = new Robot(home);
        var map = await robot.LoadAsync(new CostMap(8, 8, new byte[64]));
        var request = new PlanPathRequest { MapDigest = map, Query = new() { Start = new() { X = 0.5, Y = 0.5 }, Goal = new() { X = 7.5, Y = 0.5 } } };
        using var stream = robot.Api.PlanPathStream(new() { Request = request }, cancellationToken: Cancel);
        var answers = new List<PlanPathStreamResponse>();
        await foreach (var answer in stream.ResponseStream.ReadAllAsync(Cancel))
            answers.Add(answer);
        Assert.True(answers[^1].Final);
        Assert.Equal(answers[^1].ResultId, Assert.Single(await grid.ResultsAsync("robot-1", 1)).Id);
    }

    [Fact]
    public async Task Robot_names_via_points_an_outline_and_its_current_path_and_has_a_foreign_path_checked()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        using var robot = new Robot(home);
        var cells = new byte[400];
        for (var y = 8; y < 20; y++)
            cells[((19 - y) * 20) + 10] = CellCost.Lethal;
        var map = await robot.LoadAsync(new CostMap(20, 20, cells));
        var query = new PlanQuery { Start = At(2, 17), Goal = At(17, 17), Via = { At(2, 2) }, Smooth = true, FrameId = "map" };
        var over = (await AskAsync(query)).Plan;
        Assert.Equal((0u, PlannerKind.Astar, 15u), (over.ErrorCode, over.Planner, Assert.Single(over.ViaAt)));
        Assert.Equal(At(2, 2), over.Path[15]);
        Assert.True((await ValidAsync(over.Path)).Valid && (await ValidAsync(over.SmoothPath)).Valid);
        Assert.Equal([1u], (await ValidAsync([At(2, 17), At(17, 17)])).InvalidIndices);

        var first = (await AskAsync(new() { Start = At(2, 5), Goal = At(17, 5) })).Plan;
        var kept = (await AskAsync(new() { Start = first.Path[3], Goal = At(17, 5), CurrentPath = { first.Path } })).Plan;
        Assert.Equal((PlannerKind.Kept, first.Path.Count - 3), (kept.Planner, kept.Path.Count));
        Assert.Equal(202u, (await AskAsync(new(query) { FrameId = "odom" })).Plan.ErrorCode);
        Assert.Equal(205u, (await AskAsync(new() { Start = At(2, 5), Goal = At(17, 5), Footprint = { At(9, 0.4), At(-9, 0.4), At(-9, -0.4), At(9, -0.4) } })).Plan.ErrorCode);
        await Refused.AsAsync(ErrorReason.InvalidRequest, robot.Api.IsPathValidAsync(new() { MapDigest = map }, cancellationToken: Cancel));
        await Refused.AsAsync(ErrorReason.MapNotFound, robot.Api.IsPathValidAsync(new() { MapDigest = "sha256:none", Path = { At(1, 1) } }, cancellationToken: Cancel));

        static Point At(double x, double y) => new() { X = x + 0.5, Y = y + 0.5 };
        async Task<PlanPathResponse> AskAsync(PlanQuery asked) => await robot.Api.PlanPathAsync(new() { MapDigest = map, Query = asked }, cancellationToken: Cancel);
        async Task<IsPathValidResponse> ValidAsync(IEnumerable<Point> path) => await robot.Api.IsPathValidAsync(new() { MapDigest = map, Path = { path } }, cancellationToken: Cancel);
    }

    private static async Task LoadAsync(Robot robot, LoadMapRequest piece)
    {
        using var upload = robot.Api.LoadMap(cancellationToken: Cancel);
        await upload.RequestStream.WriteAsync(piece, Cancel);
        await upload.RequestStream.CompleteAsync();
        await upload;
    }
}
