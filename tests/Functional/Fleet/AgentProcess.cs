using System.Collections.Concurrent;
using System.Diagnostics;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Serving;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The agent as a process of its own.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    private AgentProcess(Process process) => _process = process;

    /// <param name="home">Its folder.</param>
    /// <param name="crashAt">Where it kills itself; null: it does not.</param>
    /// <param name="program">Another build than this one: its command line, and what its children are started with.</param>
    public static AgentProcess Start(AgentHome home, string? crashAt = null, (string[] Command, string ChildPrefix)? program = null)
    {
        // As short a trial as there can be: most tests are not about it.
        var settings = Path.Combine(home.Folder, AgentSettings.FileName);
        if (!File.Exists(settings))
            File.WriteAllText(settings, """{"trial_seconds": 0.1}""");
        string[] command = [.. program?.Command ?? ["dotnet", Path.Combine(AppContext.BaseDirectory, "trm-edge.dll")], "run", "--home", home.Folder, "--with-parent"];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (program is not null)
            start.Environment[OwnProgram.PrefixVariable] = program.Value.ChildPrefix;
        if (crashAt is not null)
            start.Environment[CrashPoint.Variable] = crashAt;
        // Start-up counts here, not peak speed.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var agent = new AgentProcess(Process.Start(start)!);
        agent._process.ErrorDataReceived += (_, line) => agent.Hear(line.Data);
        agent._process.OutputDataReceived += (_, _) => { };
        agent._process.BeginErrorReadLine();
        agent._process.BeginOutputReadLine();
        return agent;
    }

    public string Said => string.Join('\n', _said);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Waits until the local API answers.</summary>
    public Task<AgentProcess> ListeningAsync() => HeardAsync("the robot's interface is");

    /// <summary>Waits until the agent has logged a line that holds the words.</summary>
    public async Task<AgentProcess> HeardAsync(string words)
    {
        var heard = _awaited.GetOrAdd(words, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Said.Contains(words, StringComparison.Ordinal))
            heard.TrySetResult();
        var ended = _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(heard.Task, ended).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken) == ended)
            Assert.Fail($"the agent ended with {_process.ExitCode}:\n{Said}");
        return this;
    }

    public async Task ExitedAsync() => await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(90));

    /// <summary>Waits until it has died by SIGKILL, at the line where that was wanted.</summary>
    public async Task KilledAsync()
    {
        try
        {
            await ExitedAsync();
        }
        catch (TimeoutException)
        {
            Assert.Fail($"the agent never came to the line at which it should die:\n{Said}");
        }
        Assert.True(_process.ExitCode == 128 + 9, $"the agent ended with {_process.ExitCode} instead of SIGKILL:\n{Said}");
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        _said.Enqueue(line);
        foreach (var (words, heard) in _awaited)
            if (line.Contains(words, StringComparison.Ordinal))
                heard.TrySetResult();
    }
}
