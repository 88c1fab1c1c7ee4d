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
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
    public async Task<AgentProcess> ListeningAsync()
    {
        var ended = _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(_listening.Task, ended).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken) == ended)
            Assert.Fail($"the agent ended with {_process.ExitCode}:\n{Said}");
        return this;
    }

    public async Task ExitedAsync() => await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(90));

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
        if (line.Contains("the robot's interface is", StringComparison.Ordinal))
            _listening.TrySetResult();
    }
}
