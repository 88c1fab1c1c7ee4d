using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Tests.Functional.Solving;

public sealed class PathTests(AnswersGrid grid) : IClassFixture<AnswersGrid>
{
    private const int Side = AnswersGrid.Side;

    [Theory]
    [InlineData(3, 3, 7, 7, Nav2Error.StartOccupied)]
    [InlineData(7, 7, 3, 3, Nav2Error.GoalOccupied)]
    [InlineData(-1, 5, 7, 7, Nav2Error.StartOutsideMap)]
    [InlineData(7, 7, 5, 16, Nav2Error.GoalOutsideMap)]
    [InlineData(7, 7, 1_000_000_000, -1_000_000_000, Nav2Error.GoalOutsideMap)]
    [InlineData(0, 0, 12, 12, Nav2Error.NoValidPath)]
    public async Task What_cannot_be_planned_is_a_plan_with_its_code(int startX, int startY, int goalX, int goalY, Nav2Error code)
    {
        var cells = new byte[Side * Side];
        cells[3 * Side + 3] = CellCost.Lethal;
        foreach (var (x, y) in new[] { (11, 11), (12, 11), (13, 11), (11, 12), (13, 12), (11, 13), (12, 13), (13, 13) })
            cells[y * Side + x] = CellCost.Lethal;
        var map = new CostMap(Side, Side, cells);
        await grid.UploadAsync(map);
        var answer = await grid.SolveAsync(Asking.Path(map, new(startX, startY), new(goalX, goalY)));
        Assert.Equal((Contracts.V1.PlannerKind.None, (uint)code, false), (answer.Plan.Planner, answer.Plan.ErrorCode, answer.Plan.Verified));
        Assert.Equal((SolverKind.Unspecified, false, 0, false), (answer.Solver, answer.Verified, answer.Plan.Path.Count, answer.Plan.HasGap));
        Assert.NotEmpty(answer.Plan.Message);
    }

    [Fact]
    public async Task Map_of_one_cell_has_a_path_of_one_cell()
    {
        var map = new CostMap(1, 1, new byte[1]);
        await grid.UploadAsync(map);
        var plan = (await grid.SolveAsync(Asking.Path(map, new(0, 0), new(0, 0)))).Plan;
        Assert.Equal((1, 0, 0, 0u), (plan.Path.Count, plan.LengthM, plan.Cost, plan.ErrorCode));
    }

    [Fact]
    public async Task Network_plans_in_the_maps_frame_and_A_star_where_the_network_does_not_reach()
    {
        var version = await grid.PushBeelineAsync("straight", halts: false);
        var map = Asking.Open;
        Assert.Equal(map.Digest, await grid.UploadAsync(map));
        var request = Asking.Path(map, new(0, 0), new(10, 4), "straight");
        var answer = await grid.SolveAsync(request);
        var plan = answer.Plan;
        Assert.Equal((SolverKind.Trm, true, 2u, version.Digest), (answer.Solver, answer.Verified, answer.Steps, answer.ModelDigest));
        Assert.Equal((Contracts.V1.PlannerKind.Trm, 0, map.Digest, version.Digest), (plan.Planner, plan.Gap, plan.MapDigest, plan.ModelDigest));
        Assert.Equal((request.Map.Query.Start, request.Map.Query.Goal, 11), (plan.Path[0], plan.Path[^1], plan.Path.Count));
        Assert.Equal((4 * Math.Sqrt(2) + 6) * 0.5, plan.LengthM, 6);
        // The top row of a map whose y points upwards, 16 cells of 0.5 m above its origin.
        Assert.Equal(new Point { X = -1.75, Y = 10.75 }, plan.Path[0]);

        // Another start to the same goal reads the policy that is known, unless steps are asked for.
        var other = Asking.Path(map, new(3, 12), new(10, 4), "straight");
        Assert.Equal((SolverKind.Trm, 0u, 0d), await grid.SolveAsync(other) is var known ? (known.Solver, known.Steps, known.Plan.Gap) : default);
        Assert.Equal((SolverKind.Trm, 2u), await grid.SolveAsync(new(other) { MaxSteps = 4 }) is var stepped ? (stepped.Solver, stepped.Steps) : default);

        var large = new CostMap(40, 20, new byte[800]);
        await grid.UploadAsync(large);
        plan = (await grid.SolveAsync(Asking.Path(large, new(0, 0), new(39, 19), "straight"))).Plan;
        Assert.Equal((Contracts.V1.PlannerKind.Astar, true, 0u, 0), (plan.Planner, plan.Verified, plan.Steps, plan.Gap));
        Assert.Contains("40 x 20", plan.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_tells_checked_paths_and_ends_with_the_final_one()
    {
        await grid.PushBeelineAsync("streamed", halts: false);
        await grid.UploadAsync(Asking.Open);
        using var call = grid.Solving.SolveStream(new() { Request = Asking.Path(Asking.Open, new(0, 0), new(9, 2), "streamed") }, cancellationToken: TestContext.Current.CancellationToken);
        var told = new List<SolveStreamResponse>();
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            told.Add(call.ResponseStream.Current);
        Assert.Equal([(1u, false), (2u, false), (2u, true)], told.Select(message => (message.Answer.Steps, message.Final)));
        Assert.All(told, message => Assert.True(message.Answer.Verified));
    }

    [Fact]
    public async Task Network_alone_gives_no_path_where_it_is_caught()
    {
        await grid.PushBeelineAsync("alone");
        var cells = new byte[Side * Side];
        foreach (var (x, y) in new[] { (8, 0), (8, 1), (7, 1), (6, 1) })
            cells[y * Side + x] = CellCost.Lethal;
        var map = new CostMap(Side, Side, cells);
        await grid.UploadAsync(map);
        var request = new SolveRequest(Asking.Path(map, new(0, 0), new(15, 0), "alone")) { AllowExact = false, MaxViews = 1 };
        var answer = await grid.SolveAsync(request);
        Assert.Equal((Contracts.V1.PlannerKind.None, (uint)Nav2Error.Unknown, SolverKind.Unspecified, 0), (answer.Plan.Planner, answer.Plan.ErrorCode, answer.Solver, answer.Plan.Path.Count));
        request.AllowExact = true;
        Assert.Equal(Contracts.V1.PlannerKind.Astar, (await grid.SolveAsync(request)).Plan.Planner);
        await Refused.AsAsync(ErrorReason.ModelNotServed, () => grid.SolveAsync(new(request) { Model = "", AllowExact = false }));
    }

    [Fact]
    public async Task Question_that_cannot_be_asked_is_refused_with_its_field()
    {
        await grid.UploadAsync(Asking.Open);
        var good = Asking.Path(Asking.Open, new(0, 0), new(1, 1));
        (string Field, Action<PlanQuery> Break)[] cases =
        [
            ("map.query.start", query => query.Start = null),
            ("map.query.goal", query => query.Goal.X = double.NaN),
            ("map.query.footprint_radius_m", query => query.FootprintRadiusM = -1),
            ("map.query.max_steps", query => query.MaxSteps = 1_000_000),
            ("map.query.time_limit", query => query.TimeLimit = new Duration { Seconds = -1 }),
            ("map.query.time_limit", query => query.TimeLimit = new Duration { Nanos = int.MaxValue }),
        ];
        foreach (var (field, broken) in cases)
        {
            var request = good.Clone();
            broken(request.Map.Query);
            Assert.Equal(field, Assert.Single((await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SolveAsync(request))).Violations).Field);
        }
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SolveAsync(new() { Map = new() { MapDigest = Asking.Open.Digest } }));
        foreach (var digest in new[] { "", "abc", "sha256:" + new string('0', 64) })
            await Refused.AsAsync(ErrorReason.MapNotFound, () => grid.SolveAsync(new(good) { Map = new(good.Map) { MapDigest = digest } }));
        await Refused.AsAsync(ErrorReason.ModelNotServed, () => grid.SolveAsync(new(good) { Model = "nobody" }));
    }
}
