using System.Diagnostics;
using System.Text.Json;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>A command of trm-edge as its own process, with --json.</summary>
internal static class EdgeCommand
{
    /// <returns>The exit code and what stands on the lines of standard output, each one JSON.</returns>
    public static async Task<(int Code, JsonElement[] Said)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "trm-edge.dll"), .. arguments, "--json"]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))]);
    }

    /// <summary>The reason for which a command failed.</summary>
    public static async Task<string?> ReasonAsync(params string[] arguments)
    {
        var (code, said) = await RunAsync(arguments);
        Assert.Equal(1, code);
        return said[^1].GetProperty("error").GetProperty("reason").GetString();
    }
}
