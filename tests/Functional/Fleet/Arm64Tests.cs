namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The agent's native file for boards, run under an emulator: what it does, not how fast.</summary>
public sealed class Arm64Tests
{
    [Fact]
    public async Task Native_arm64_agent_enrols_pulls_proves_and_plans()
    {
        using var board = EmulatedBoard.Find();
        // A tiny untrained network: it takes its steps there, and who answers is the checker's affair. The bundled planner's golden vectors take minutes here.
        var (device, plan) = await NativeAgent.EnrolPullAndPlanAsync(board.Command, board.ChildPrefix, PlannerPackages.First, TimeSpan.FromMinutes(5));
        Assert.EndsWith("arm64", device.Reported.Board, StringComparison.Ordinal);
        Assert.True(plan.GetProperty("verified").GetBoolean() && plan.GetProperty("steps").GetInt32() > 0, plan.ToString());
    }
}
