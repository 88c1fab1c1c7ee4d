using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Gpio;
using Trm.Grid.Tests.Unit.Edge;

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
