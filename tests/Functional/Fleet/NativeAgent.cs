using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The agent as one native file, as it is published for a robot.</summary>
internal static class NativeAgent
{
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Trm.Grid.sln")))
                folder = folder.Parent!;
            return folder.FullName;
        }
    }

    /// <summary>
    /// The native file for this machine, where it was published after this build; else null, and the build itself is run. Tests that start an agent dozens
    /// of times take it: it starts in a fraction of the time.
    /// </summary>
    public static (string[] Command, string ChildPrefix)? IfFresh
    {
        get
        {
            var native = PathOf("linux-x64");
            return CanRunX64 && File.Exists(native) && File.GetLastWriteTimeUtc(native) > File.GetLastWriteTimeUtc(Path.Combine(AppContext.BaseDirectory, "trm-edge.dll"))
                ? ([native], "")
                : null;
        }
    }

    public static bool CanRunX64 => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>The published file, or a skipped test.</summary>
    /// <param name="board">linux-x64 or linux-arm64.</param>
    public static string Find(string board)
    {
        var program = PathOf(board);
        Assert.SkipUnless(File.Exists(program), $"the native agent for {board} is not published; `dotnet msbuild Trm.Grid.sln -t:PublishAgentNative` does it");
        return program;
    }

    /// <summary>From a join token to a path with the model that the grid wants, each command a process.</summary>
    /// <param name="command">What stands before the agent's arguments.</param>
    /// <param name="childPrefix">What stands before its children's command lines.</param>
    /// <param name="package">Folder of the model.</param>
    /// <returns>What the grid saw, and the plan's answer.</returns>
    public static async Task<(Device Device, JsonElement Plan)> EnrolPullAndPlanAsync(string[] command, string childPrefix, string package, TimeSpan patience)
    {
        await using var grid = await FleetGrid.StartAsync();
        grid.Patience = patience;
        await grid.PushAsync(package);
        var home = grid.HomeOf("board-1");
        await EnrolAsync(command, home.Folder, (await grid.TokenAsync("board-1")).Token);
        await grid.AssignAsync("board-1", PlannerPackages.DigestOf(package));
        await using var agent = AgentProcess.Start(home, program: (command, childPrefix));
        var device = await grid.SeeAsync("board-1", d => d.State == DeviceState.Active);
        Assert.Equal(PlannerPackages.DigestOf(package), device.Reported.ActiveDigest);

        var map = Path.Combine(home.Folder, "hall.map");
        await File.WriteAllTextAsync(map, $"type octile\nheight 16\nwidth 16\nmap\n{string.Concat(Enumerable.Repeat($"{new string('.', 16)}\n", 16))}", TestContext.Current.CancellationToken);
        var said = await RunAsync(command, "plan", "--home", home.Folder, "--map", map, "--from", "1,1", "--to", "14,12", "--deadline-ms", "50000", "--json");
        using var plan = JsonDocument.Parse(said.Trim().Split('\n')[^1]);
        var answer = plan.RootElement.Clone();
        Assert.Equal(answer.GetProperty("result_id").GetString(), Assert.Single(await grid.ResultsAsync("board-1", 1)).Id);
        return (device, answer);
    }

    /// <summary>Once more where nobody answered in time, which is harmless: an emulated board has not the time of a real one.</summary>
    private static async Task EnrolAsync(string[] command, string folder, string token)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (code, _, faults) = await TryAsync(command, "enrol", "--home", folder, "--token", token);
            if (code == 0)
                return;
            Assert.True(attempt < 4 && faults.Contains("no answer within", StringComparison.Ordinal), $"enrolling ended with {code}: {faults}");
        }
    }

    private static string PathOf(string board) => Path.Combine(Repository, "artifacts", "publish", $"agent-native-{board}", "trm-edge");

    private static async Task<string> RunAsync(string[] command, params string[] arguments)
    {
        var (code, said, faults) = await TryAsync(command, arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)} ended with {code}: {faults}");
        return said;
    }

    private static async Task<(int Code, string Said, string Faults)> TryAsync(string[] command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], [.. command[1..], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, faults) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await said, await faults);
    }
}
