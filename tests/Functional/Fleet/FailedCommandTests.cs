using Trm.Grid.Edge;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>Commands that cannot do what they should: a reason in JSON, never a trace.</summary>
public sealed class FailedCommandTests
{
    private const string Map = "type octile\nheight 3\nwidth 3\nmap\n...\n...\n...\n";

    [Fact]
    public async Task Certificate_that_cannot_be_written_costs_nobody_the_path()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        var map = Path.Combine(home.Folder, "floor.map");
        File.WriteAllText(map, Map);
        var (code, said) = await EdgeCommand.RunAsync("plan", "--home", home.Folder, "--map", map, "--from", "0,0", "--to", "2,2", "--certificate", "/nonexistent/x.cert");
        Assert.Equal((1, 1), (code, said.Length));
        Assert.Equal(3, said[0].GetProperty("path").GetArrayLength());
        Assert.Equal("CERTIFICATE_NOT_WRITTEN", said[0].GetProperty("error").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Places_that_cannot_be_used_are_refused_with_their_reason()
    {
        await using var grid = await FleetGrid.StartAsync();
        var token = (await grid.TokenAsync("robot-1")).Token;
        var home = await grid.EnrolAsync("robot-2");
        var file = Path.Combine(home.Folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal("HOME_UNUSABLE", await EdgeCommand.ReasonAsync("enrol", "--token", token, "--home", file));
        Assert.Equal("HOME_UNUSABLE", await EdgeCommand.ReasonAsync("enrol", "--token", token, "--home", Path.Combine(file, "below")));
        File.WriteAllText(home.Spool, "");
        var (code, said) = await RunAgentAsync(home);
        Assert.Equal((1, true), (code, said.Contains("run: ", StringComparison.Ordinal) && said.Contains(home.Spool, StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), """{"runtime": null}""");
        (code, said) = await RunAgentAsync(home);
        Assert.Equal((1, true), (code, said.Contains("runtime: expected a value, got null", StringComparison.Ordinal)));
        using var disk = SmallDisk.Mount("1m");
        disk.Remount("ro");
        Assert.Equal("DISK_READ_ONLY", await EdgeCommand.ReasonAsync("enrol", "--token", token, "--home", disk.Folder));
    }

    private static async Task<(int Code, string Said)> RunAgentAsync(AgentHome home)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "trm-edge.dll"), "run", "--home", home.Folder]) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, said);
    }
}
