using System.Text.Json;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The agent's build for boards, run under an emulator: what it does, not how fast.</summary>
public sealed class Arm64Tests
{
    [Fact]
    public async Task Arm64_agent_enrols_pulls_proves_and_plans()
    {
        using var board = EmulatedBoard.Find();
        await using var grid = await FleetGrid.StartAsync();
        grid.Patience = TimeSpan.FromMinutes(5);
        await grid.PushAsync(PlannerPackages.First);
        var home = grid.HomeOf("board-1");
        await board.RunAsync("enrol", "--home", home.Folder, "--token", (await grid.TokenAsync("board-1")).Token);
        await grid.AssignAsync("board-1", PlannerPackages.DigestOf(PlannerPackages.First));
        await using var agent = AgentProcess.Start(home, program: (board.Command, board.ChildPrefix));
        var device = await grid.SeeAsync("board-1", d => d.State == DeviceState.Active);
        Assert.Equal(PlannerPackages.DigestOf(PlannerPackages.First), device.Reported.ActiveDigest);
        Assert.EndsWith("arm64", device.Reported.Board, StringComparison.Ordinal);

        var map = Path.Combine(home.Folder, "hall.map");
        await File.WriteAllTextAsync(map, $"type octile\nheight 16\nwidth 16\nmap\n{string.Concat(Enumerable.Repeat($"{new string('.', 16)}\n", 16))}", TestContext.Current.CancellationToken);
        using var plan = JsonDocument.Parse((await board.RunAsync("plan", "--home", home.Folder, "--map", map, "--from", "1,1", "--to", "14,12", "--json")).Trim().Split('\n')[^1]);
        // A tiny untrained network: it takes its steps there, and who answers is the checker's affair. The bundled planner's golden vectors take minutes here.
        Assert.True(plan.RootElement.GetProperty("verified").GetBoolean() && plan.RootElement.GetProperty("steps").GetInt32() > 0, plan.RootElement.ToString());
        Assert.Equal(plan.RootElement.GetProperty("result_id").GetString(), Assert.Single(await grid.ResultsAsync("board-1", 1)).Id);
    }
}
