using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Tests.Functional.Solving;

public sealed class LoadTests
{
    // A step of some 50 ms, 4096 of them: minutes, where the test waits for seconds.
    private const int Slow = 150;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly SolveRequest Quick = Asking.Sudoku(SudokuGenerator.Minimal(3, 5).Question.ToString());
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Over_capacity_is_refused_with_a_time_to_come_again_and_a_cancelled_call_frees_its_slot()
    {
        await using var grid = await AnswersGrid.StartAsync(new() { Concurrency = 1, Waiting = 0 });
        var slow = await SlowAsync(grid);
        using var leaves = new CancellationTokenSource();
        using var computing = grid.Solving.SolveStream(new() { Request = slow }, cancellationToken: leaves.Token);
        Assert.True(await computing.ResponseStream.MoveNext(Cancel));
        var error = await Refused.AsAsync(ErrorReason.Overloaded, () => grid.SolveAsync(Quick));
        Assert.Equal((TimeSpan.FromMilliseconds(500), true), (error.RetryAfter, error.MayRepeat));
        await leaves.CancelAsync();
        await UntilFreeAsync(grid);
    }

    [Fact]
    public async Task Question_within_capacity_waits_for_its_turn()
    {
        await using var grid = await AnswersGrid.StartAsync(new() { Concurrency = 1, Waiting = 1 });
        var slow = await SlowAsync(grid);
        using var leaves = new CancellationTokenSource();
        using var computing = grid.Solving.SolveStream(new() { Request = slow }, cancellationToken: leaves.Token);
        Assert.True(await computing.ResponseStream.MoveNext(Cancel));
        var waiting = grid.SolveAsync(Quick);
        Assert.True(await computing.ResponseStream.MoveNext(Cancel));
        await leaves.CancelAsync();
        Assert.True((await waiting).Verified);
    }

    [Fact]
    public async Task Deadline_ends_the_computation_with_its_reason()
    {
        await using var grid = await AnswersGrid.StartAsync(new() { Concurrency = 1, Waiting = 0 });
        var slow = await SlowAsync(grid);
        await grid.SolveAsync(new(slow) { MaxSteps = 1 });
        var deadline = (TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(500)).UtcDateTime;
        await Refused.AsAsync(ErrorReason.Deadline, grid.Solving.SolveAsync(slow, deadline: deadline, cancellationToken: Cancel));
        await UntilFreeAsync(grid);
    }

    [Fact]
    public async Task Time_limit_of_a_query_gives_the_checked_path_that_there_is()
    {
        await using var grid = await AnswersGrid.StartAsync();
        await grid.PushBeelineAsync(products: 4 * Slow);
        var cells = new byte[AnswersGrid.Side * AnswersGrid.Side];
        foreach (var (x, y) in new[] { (8, 0), (8, 1), (7, 1), (6, 1) })
            cells[y * AnswersGrid.Side + x] = CellCost.Lethal;
        var map = new CostMap(AnswersGrid.Side, AnswersGrid.Side, cells);
        await grid.UploadAsync(map);
        var slow = new SolveRequest(Asking.Path(map, new(0, 0), new(15, 0))) { MaxSteps = 1 };
        await grid.SolveAsync(slow);
        (slow.MaxSteps, slow.MaxViews, slow.Map.Query.TimeLimit) = (4096, 1024, new() { Nanos = 300_000_000 });
        var plan = (await grid.SolveAsync(slow)).Plan;
        Assert.Equal((Contracts.V1.PlannerKind.Astar, true), (plan.Planner, plan.Verified));
        Assert.Contains("the time being up", plan.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grid_stops_while_it_computes_and_starts_again()
    {
        await using var grid = await AnswersGrid.StartAsync(new() { Concurrency = 2 });
        var slow = await SlowAsync(grid);
        using var computing = grid.Solving.SolveStream(new() { Request = slow }, cancellationToken: Cancel);
        Assert.True(await computing.ResponseStream.MoveNext(Cancel));
        await grid.Grid.StopAsync();
        await grid.Grid.StartAgainAsync();
        await UntilFreeAsync(grid);
    }

    [Fact]
    public async Task Model_that_is_loaded_serves_on_while_the_registry_is_away()
    {
        await using var grid = await AnswersGrid.StartAsync();
        await grid.PushBeelineAsync();
        await grid.UploadAsync(Asking.Open);
        var request = Asking.Path(Asking.Open, new(0, 0), new(5, 5));
        await grid.SolveAsync(request);
        grid.Calls.Away("GetVersion");
        Assert.Equal(SolverKind.Trm, (await grid.SolveAsync(request)).Solver);
        var error = await Refused.AsAsync(ErrorReason.DependencyUnavailable, () => grid.SolveAsync(new(request) { Model = "another" }));
        Assert.NotNull(error.RetryAfter);
        grid.Calls.Away("GetVersion", away: false);
        await Refused.AsAsync(ErrorReason.ModelNotServed, () => grid.SolveAsync(new(request) { Model = "another" }));
    }

    [Fact]
    public async Task Moved_alias_is_followed()
    {
        await using var grid = await AnswersGrid.StartAsync();
        var first = await grid.PushBeelineAsync();
        await grid.UploadAsync(Asking.Open);
        var request = Asking.Path(Asking.Open, new(0, 0), new(5, 5));
        Assert.Equal(first.Digest, (await grid.SolveAsync(request)).ModelDigest);
        var second = await grid.PushAsync(TestPackage.Of(HandMadeGraphs.Beeline(AnswersGrid.Side, halts: false), HandMadeGraphs.PlannerOf(AnswersGrid.Side)), "planner", revision: 1);
        Assert.Equal(second.Digest, (await grid.SolveAsync(request)).ModelDigest);
        Assert.Equal(first.Digest, (await grid.SolveAsync(new(request) { Model = "planner@1" })).ModelDigest);
    }

    /// <summary>A Sudoku that its network works on for minutes.</summary>
    private static async Task<SolveRequest> SlowAsync(AnswersGrid grid)
    {
        await grid.PushAsync(TestPackage.Of(HandMadeGraphs.Parrot(SudokuGenerator.Minimal(3, 1).Answer, Slow), SudokuTask.Shape(3)), "slow");
        return new(Asking.Sudoku(SudokuGenerator.Minimal(3, 2).Question.ToString(), "slow")) { MaxSteps = 4096 };
    }

    private static async Task UntilFreeAsync(AnswersGrid grid)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await Record.ExceptionAsync(() => grid.SolveAsync(Quick)) is { } fault)
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Soon, $"the slot was never freed: {fault}");
    }
}
