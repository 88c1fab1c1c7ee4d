using System.Diagnostics;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Gpio;
using Trm.Grid.Tests.Unit.Edge;
using RecursiveSolver = Trm.Grid.Runtime.RecursiveSolver;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>A running agent with lines: an emergency stop, a button and a lamp.</summary>
public sealed class LineTests
{
    private const int Led = 17, Stop = 27, Button = 22;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_emergency_stop_is_pressed_no_plan_leaves_and_the_grid_knows()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        using var board = Board();
        await using var agent = await Agent.StartAsync(home, With(board), Cancel);
        using var robot = new Robot(home);
        Assert.True((await robot.AskAsync()).Plan.Verified);
        board.Set(Stop, true);
        await Refused.AsAsync(ErrorReason.EmergencyStop, () => robot.AskAsync());
        Assert.True((await robot.Api.GetAgentStatusAsync(new(), cancellationToken: Cancel)).EmergencyStop);
        await grid.SeeAsync("robot-1", d => d.Reported?.EmergencyStop == true);
        board.Set(Stop, false);
        Assert.True((await robot.AskAsync()).Plan.Verified);
        await grid.SeeAsync("robot-1", d => d.Reported?.EmergencyStop == false);
    }

    [Fact]
    public async Task A_press_while_a_path_is_computed_ends_that_at_once_and_nothing_of_it_leaves()
    {
        await using var grid = await FleetGrid.StartAsync();
        await grid.PushAsync(PlannerPackages.First);
        var home = await grid.EnrolAsync("robot-1");
        await grid.AssignAsync("robot-1", PlannerPackages.DigestOf(PlannerPackages.First));
        using var board = Board();
        var model = new StuckModel();
        await using var agent = await Agent.StartAsync(home, With(board) with { Load = package => new(package.Digest.ToString(), new RecursiveSolver(model)) }, Cancel);
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        using var robot = new Robot(home);
        // Nothing else ends the model's step: an answer comes through the press, or never.
        var asking = robot.AskAsync();
        await model.Asked.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.False(asking.IsCompleted);
        board.Set(Stop, true);
        await Refused.AsAsync(ErrorReason.EmergencyStop, () => asking.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.Equal(0ul, (await robot.Api.GetAgentStatusAsync(new(), cancellationToken: Cancel)).SpooledResults);
    }

    /// <summary>The model's step ends with the time alone: one question after the other, each with all of its time, would take twice as long.</summary>
    [Fact]
    public async Task A_question_that_had_to_wait_for_its_turn_is_answered_within_its_time_all_the_same()
    {
        await using var grid = await FleetGrid.StartAsync();
        await grid.PushAsync(PlannerPackages.First);
        var home = await grid.EnrolAsync("robot-1");
        await grid.AssignAsync("robot-1", PlannerPackages.DigestOf(PlannerPackages.First));
        var model = new StuckModel();
        await using var agent = await Agent.StartAsync(home, FleetGrid.Quick with { Load = package => new(package.Digest.ToString(), new RecursiveSolver(model)) }, Cancel);
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        using var robot = new Robot(home);
        var map = await robot.LoadAsync(new(16, 16, new byte[256]));
        var request = new PlanPathRequest { MapDigest = map, Query = new() { Start = new() { X = 0.5, Y = 0.5 }, Goal = new() { X = 9.5, Y = 9.5 }, TimeLimit = new() { Seconds = 3 } } };
        var began = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => robot.Api.PlanPathAsync(request, cancellationToken: Cancel).ResponseAsync));
        Assert.All(answers, answer => Assert.Equal((PlannerKind.Astar, true), (answer.Plan.Planner, answer.Plan.Verified)));
        Assert.InRange(began.Elapsed.TotalSeconds, 2.5, 5.5);
    }

    [Fact]
    public async Task Lines_that_cannot_be_used_are_told_by_the_status()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await Agent.StartAsync(home, FleetGrid.Quick with
        {
            Gpio = new GpioSettings { StatusLed = new(12, 1), EmergencyStop = Stop }, OpenLines = _ => throw new AgentException("GPIO_UNAVAILABLE", "there is no chip"),
        }, Cancel);
        using var robot = new Robot(home);
        var status = await robot.Api.GetAgentStatusAsync(new(), cancellationToken: Cancel);
        Assert.Equal(("status_led 1:12, emergency_stop 27", "there is no chip", true), (status.Lines, status.LinesFailure, status.EmergencyStop));
    }

    [Fact]
    public async Task Button_repeats_the_robots_last_question()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        using var board = Board();
        await using var agent = await Agent.StartAsync(home, With(board), Cancel);
        using var robot = new Robot(home);
        board.Set(Button, false);
        board.Set(Button, true);
        await robot.AskAsync(goalX: 9.5);
        await Task.Delay(100, Cancel);
        board.Set(Button, false);
        var results = await grid.ResultsAsync("robot-1", 2);
        Assert.Equal(results[0].Query, results[1].Query);
        Assert.NotEqual(results[0].Id, results[1].Id);
    }

    private static FakeBoard Board()
    {
        var board = new FakeBoard();
        board.SetSilently(Stop, false);
        return board;
    }

    private static AgentOptions With(FakeBoard board) =>
        FleetGrid.Quick with { Gpio = new GpioSettings { StatusLed = Led, EmergencyStop = Stop, Trigger = Button }, OpenLines = _ => board };
}
