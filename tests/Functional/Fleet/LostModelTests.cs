using System.Diagnostics;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The process that a running agent's model lives in comes to grief.</summary>
public sealed class LostModelTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Robot_gets_its_paths_from_a_star_until_the_model_is_back_and_the_grid_hears_of_it()
    {
        await using var grid = await FleetGrid.StartAsync();
        await grid.PushAsync(PlannerPackages.Bundled);
        var home = await grid.EnrolAsync("robot-1");
        await grid.AssignAsync("robot-1", PlannerPackages.DigestOf(PlannerPackages.Bundled));
        await using var agent = await AgentProcess.Start(home).ListeningAsync();
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        using var robot = new Robot(home);
        var restarts = 0ul;
        foreach (var signal in (string[])["-KILL", "-STOP"])
        {
            Assert.Equal(PlannerKind.Trm, (await robot.AskAsync()).Plan.Planner);
            using (var kill = Process.Start("kill", [signal, $"{ModelOf(agent)}"]))
                await kill.WaitForExitAsync(Cancel);
            var answered = new List<PlannerKind>();
            // Every goal is new: what the network said of an earlier one is remembered.
            for (var goal = 2.5; await RestartsAsync() == restarts; goal = goal < 14 ? goal + 0.25 : 2.25)
                answered.Add((await robot.AskAsync(goal, 15.5)).Plan.Planner);
            Assert.Contains(PlannerKind.Astar, answered);
            restarts = await RestartsAsync();
        }
        Assert.Equal(PlannerKind.Trm, (await robot.AskAsync(3.5, 8.5)).Plan.Planner);
        Assert.Equal(2ul, (await grid.SeeAsync("robot-1", d => d.Reported.ModelRestarts == 2)).Reported.ModelRestarts);

        async Task<ulong> RestartsAsync() => (await robot.Api.GetAgentStatusAsync(new(), cancellationToken: Cancel)).ModelRestarts;
    }

    [Fact]
    public async Task Model_s_process_ends_with_its_agent()
    {
        await using var grid = await FleetGrid.StartAsync();
        await grid.PushAsync(PlannerPackages.First);
        var home = await grid.EnrolAsync("robot-1");
        await grid.AssignAsync("robot-1", PlannerPackages.DigestOf(PlannerPackages.First));
        await using var agent = await AgentProcess.Start(home).ListeningAsync();
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        using var model = Process.GetProcessById(ModelOf(agent));
        await agent.KillAsync();
        await model.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    /// <summary>The agent's only child while nothing is being proven, whichever of its threads started it.</summary>
    private static int ModelOf(AgentProcess agent) => int.Parse(
        Assert.Single(Directory.GetDirectories($"/proc/{agent.Id}/task").SelectMany(t => File.ReadAllText(Path.Combine(t, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))),
        System.Globalization.CultureInfo.InvariantCulture);
}
