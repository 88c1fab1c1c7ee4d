using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Tests.Functional.Fleet;

public sealed class DoctorTests
{
    private static readonly string[] All = ["settings", "folder", "disk", "identity", "certificate", "clock", "grid", "runtime", "model", "agent", "lines"];

    [Fact]
    public async Task Doctor_finds_nothing_on_a_healthy_device_and_names_what_is_wrong_on_a_sick_one()
    {
        await using var grid = await FleetGrid.StartAsync();
        await grid.PushAsync(PlannerPackages.First);
        var home = await grid.EnrolAsync("robot-1");
        await grid.AssignAsync("robot-1", PlannerPackages.DigestOf(PlannerPackages.First));
        await using (AgentProcess.Start(home))
        {
            await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
            var (code, healthy) = await RunAsync(home);
            Assert.True(code == 0, string.Join('\n', healthy));
            Assert.Equal(All, healthy.Keys);
            Assert.All(healthy.Values, c => Assert.True(c.Ok));
            Assert.StartsWith("ONNX Runtime 1.", healthy["runtime"].Detail, StringComparison.Ordinal);
            Assert.Contains("a step on 32x32 cells takes", healthy["model"].Detail, StringComparison.Ordinal);
        }
        await grid.Grid.StopAsync();
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), """{"gpio": {"status_led": 17}, "runtime": {"provider": "NoSuchExecutionProvider"}}""");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(home.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var (sickCode, sick) = await RunAsync(home);
        Assert.Equal(1, sickCode);
        Assert.Equal(["identity", "grid", "runtime", "agent", "lines"], sick.Where(c => !c.Value.Ok).Select(c => c.Key));
        Assert.Contains("instead of NoSuchExecutionProvider", sick["runtime"].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wanted_provider_that_is_not_there_leaves_the_work_to_the_cpu_and_the_grid_hears_it()
    {
        await using var grid = await FleetGrid.StartAsync();
        await grid.PushAsync(PlannerPackages.First);
        var home = await grid.EnrolAsync("robot-1");
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), """{"trial_seconds": 0, "runtime": {"provider": "NoSuchExecutionProvider"}}""");
        await grid.AssignAsync("robot-1", PlannerPackages.DigestOf(PlannerPackages.First));
        await using var agent = AgentProcess.Start(home);
        var device = await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        Assert.StartsWith("CPUExecutionProvider (instead of NoSuchExecutionProvider", device.Reported.ExecutionProvider, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_of_the_systems_takes_the_place_of_the_programs_own()
    {
        await using var grid = await FleetGrid.StartAsync();
        await grid.PushAsync(PlannerPackages.First);
        var home = await grid.EnrolAsync("robot-1");
        var library = Directory.GetFiles(AppContext.BaseDirectory, "libonnxruntime.so", SearchOption.AllDirectories).First();
        var elsewhere = Path.Combine(home.Folder, "libonnxruntime-of-the-board.so");
        File.Copy(library, elsewhere);
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), $$"""{"trial_seconds": 0, "runtime": {"library": "{{elsewhere}}"} }""");
        await grid.AssignAsync("robot-1", PlannerPackages.DigestOf(PlannerPackages.First));
        await using var agent = AgentProcess.Start(home);
        await grid.SeeAsync("robot-1", d => d.State == DeviceState.Active);
        var maps = Directory.GetDirectories($"/proc/{agent.Id}/task").SelectMany(t => File.ReadAllText(Path.Combine(t, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => File.ReadAllText($"/proc/{child}/maps"));
        Assert.Contains(elsewhere, Assert.Single(maps), StringComparison.Ordinal);
        File.WriteAllBytes(elsewhere + ".broken", new byte[100]);
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), $$"""{"runtime": {"library": "{{elsewhere}}.broken"} }""");
        Assert.False((await RunAsync(home)).Checks["runtime"].Ok);
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), $$"""{"runtime": {"provider": "BoardExecutionProvider", "provider_library": "{{elsewhere}}.broken"} }""");
        var plugin = (await RunAsync(home)).Checks["runtime"];
        Assert.StartsWith("CPUExecutionProvider (instead of BoardExecutionProvider: ", plugin.Detail, StringComparison.Ordinal);
        Assert.False(plugin.Ok);
    }

    [Fact]
    public async Task A_folder_that_is_no_agents_is_not_made_and_a_running_agent_with_other_lines_is_told()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        var nowhere = Path.Combine(home.Folder, "nowhere");
        Assert.Equal(("HOME_NOT_FOUND", false), (await EdgeCommand.ReasonAsync("doctor", "--home", nowhere), Directory.Exists(nowhere)));
        await using var agent = await AgentProcess.Start(home).ListeningAsync();
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), """{"gpio": {"status_led": "1:17"}}""");
        var lines = (await RunAsync(home)).Checks["lines"];
        Assert.Equal((false, "agent.json says 'status_led 1:17', the running agent uses ''; start it again"), lines);
    }

    [Fact]
    public async Task Doctor_tells_a_revoked_device_a_foreign_server_and_a_lost_key_apart_and_makes_no_key()
    {
        await using var grid = await FleetGrid.StartAsync();
        await using var other = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        var belongs = (await RunAsync(home)).Checks["grid"];
        Assert.True(belongs.Ok, belongs.Detail);
        await grid.Control.RevokeDeviceAsync(new() { DeviceId = "robot-1" }, cancellationToken: TestContext.Current.CancellationToken);
        var revoked = (await RunAsync(home)).Checks["grid"];
        Assert.False(revoked.Ok);
        Assert.StartsWith("DEVICE_REVOKED: ", revoked.Detail, StringComparison.Ordinal);
        Assert.Contains("enrol it again", revoked.Detail, StringComparison.Ordinal);

        var identity = await File.ReadAllTextAsync(home.Identity, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(home.Identity, identity.Replace(grid.DeviceEndpoint, other.DeviceEndpoint, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var foreign = (await RunAsync(home)).Checks["grid"];
        Assert.False(foreign.Ok);
        Assert.StartsWith("GRID_CERTIFICATE_INVALID: ", foreign.Detail, StringComparison.Ordinal);

        File.Delete(home.Key);
        var keyless = (await RunAsync(home)).Checks["identity"];
        Assert.False(keyless.Ok);
        Assert.Contains("enrol again with a new token", keyless.Detail, StringComparison.Ordinal);
        Assert.False(File.Exists(home.Key));
        Assert.Equal("KEY_INVALID", (await Assert.ThrowsAsync<AgentException>(() => FleetGrid.StartAgentAsync(home))).Reason);
    }

    private static async Task<(int Code, Dictionary<string, (bool Ok, string Detail)> Checks)> RunAsync(AgentHome home)
    {
        var (code, said) = await EdgeCommand.RunAsync("doctor", "--home", home.Folder);
        return (code, said[^1].GetProperty("checks").EnumerateArray().ToDictionary(
            c => c.GetProperty("name").GetString()!, c => (c.GetProperty("ok").GetBoolean(), c.GetProperty("detail").GetString()!)));
    }
}
