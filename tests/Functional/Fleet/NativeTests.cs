namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The agent's native file for x64: what the trimmer left out would be missed here.</summary>
public sealed class NativeTests
{
    [Fact]
    public async Task Native_x64_agent_enrols_pulls_proves_and_plans_with_the_planner_that_ships()
    {
        Assert.SkipUnless(NativeAgent.CanRunX64, "this machine cannot run it");
        var (device, plan) = await NativeAgent.EnrolPullAndPlanAsync([NativeAgent.Find("linux-x64")], "", PlannerPackages.Bundled, TimeSpan.FromMinutes(1));
        Assert.EndsWith("x64", device.Reported.Board, StringComparison.Ordinal);
        Assert.True(plan.GetProperty("verified").GetBoolean() && plan.GetProperty("planner").GetString() == "trm", plan.ToString());
    }
}
