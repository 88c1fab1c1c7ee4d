using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>trmgrid as a real process on a data folder.</summary>
internal sealed class Trmgrid : IAsyncDisposable
{
    // A demo on a busy machine takes minutes; everything else ends in seconds.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    readonly Process process;
    readonly StringBuilder stderr = new();
    readonly Task errors;

    Trmgrid(Process process)
    {
        this.process = process;
        errors = Task.Run(async () =>
        {
            while (await process.StandardError.ReadLineAsync() is { } line)
                lock (stderr) stderr.AppendLine(line);
        });
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public string Stderr
    {
        get
        {
            lock (stderr) return stderr.ToString();
        }
    }

    public static Trmgrid Start(string home, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "trmgrid.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["TRMGRID_HOME"] = home;
        return new Trmgrid(Process.Start(start)!);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Stdout, string Stderr)> RunAsync(string home, params IReadOnlyList<string> arguments)
    {
        await using var command = Start(home, arguments);
        var stdout = await command.process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return (await command.ExitAsync(), stdout, command.Stderr);
    }

    /// <summary>Runs a command that must fail with this reason.</summary>
    /// <returns>What it says.</returns>
    public static async Task<string> RefusedAsync(string home, string line, string reason)
    {
        var error = (await JsonAsync(home, line, code: 1)).GetProperty("error");
        Assert.Equal(reason, error.GetProperty("reason").GetString());
        return error.GetProperty("message").GetString()!;
    }

    /// <summary>Runs a command with --json and reads its one line.</summary>
    /// <param name="home">The data folder.</param>
    /// <param name="line">The command line, split at blanks.</param>
    /// <param name="code">The exit code that it must have.</param>
    public static async Task<JsonElement> JsonAsync(string home, string line, int code = 0)
    {
        var (came, stdout, stderr) = await RunAsync(home, [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--json"]);
        Assert.True(came == code, $"trmgrid {line}: expected exit code {code}, got {came}\n{stdout}\n{stderr}");
        var only = Assert.Single(stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        using var document = JsonDocument.Parse(only);
        return document.RootElement.Clone();
    }

    /// <summary>The first line of standard output: what `up --json` and `serve --json` write once they listen.</summary>
    public async Task<JsonElement> StartedAsync()
    {
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
        Assert.True(line is not null, $"trmgrid ended before it listened: {Stderr}");
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    public Task<string> RestOfStdoutAsync() => process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);

    public void Kill() => process.Kill();

    /// <summary>As Ctrl+C in a terminal.</summary>
    /// <summary>What Ctrl+C sends; SIGTERM where the tests were started in the background, whose children ignore SIGINT as every shell has it.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", [IgnoresInterrupts() ? "-TERM" : "-INT", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    static bool IgnoresInterrupts()
    {
        const int Interrupts = 1 << (2 - 1); // SIGINT is signal 2
        var ignored = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return ignored is not null && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & Interrupts) != 0;
    }

    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await errors;
        process.Dispose();
    }
}
