using System.Collections.Concurrent;
using System.Diagnostics;

namespace Trm.Grid.Processes;

/// <summary>
/// A program of ours that lives no longer than this one. It reads its standard input and leaves when that closes, which the operating system
/// does for us even after SIGKILL; ending in order closes it first and kills what has not left by then.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Time to write a last state and leave.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);
    static readonly ConcurrentDictionary<int, Process> Living = new();

    readonly Process process;
    readonly Action<string> line;
    readonly Queue<string> lastLines = new();
    readonly Task reading;

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    ChildProcess(Process process, Action<string> line)
    {
        this.process = process;
        this.line = line;
        Living[process.Id] = process;
        reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>Ends with the process; its exit code.</summary>
    public Task<int> Exit => ExitAsync();

    public int Id => process.Id;

    /// <summary>The last lines that it wrote, for an error message.</summary>
    public string LastLines
    {
        get
        {
            lock (lastLines) return string.Join('\n', lastLines);
        }
    }

    /// <summary>Starts a program of ours.</summary>
    /// <param name="program">A .dll, run by this .NET, or a native program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="line">Called for every line that it writes, from another thread.</param>
    public static ChildProcess Start(string program, IReadOnlyList<string> arguments, Action<string> line)
    {
        var start = new ProcessStartInfo
        {
            FileName = program.EndsWith(".dll", StringComparison.Ordinal) ? DotnetHost() : program,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (program.EndsWith(".dll", StringComparison.Ordinal)) start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        return new ChildProcess(process, line);
    }

    /// <summary>Kills every child that still lives, with its own children.</summary>
    public static void KillAll()
    {
        foreach (var process in Living.Values) Kill(process);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var grace = new CancellationTokenSource(Grace);
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        await reading;
        Living.TryRemove(process.Id, out _);
        process.Dispose();
    }

    static string DotnetHost() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host
        ? host
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has left by itself.
        }
    }

    async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } text)
        {
            lock (lastLines)
            {
                lastLines.Enqueue(text);
                if (lastLines.Count > 20) lastLines.Dequeue();
            }
            line(text);
        }
    }
}
