using System.Diagnostics;

namespace Trm.Grid.Tests.Functional.Killed;

/// <summary>This very test program, started again as a child with one task of its own, to be killed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const string TaskVariable = "TRM_GRID_TEST_CHILD";
    private const string FolderVariable = "TRM_GRID_TEST_CHILD_FOLDER";
    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>Starts the child on a folder.</summary>
    public static ChildProcess Start(string task, string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.Environment[TaskVariable] = task;
        start.Environment[FolderVariable] = folder;
        return new(Process.Start(start)!);
    }

    /// <summary>The next line that the child writes; null once it has ended.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) => process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();

    /// <summary>SIGKILL: the child gets no chance to put anything in order. Returns what it had still written.</summary>
    public async Task<string> KillAsync(CancellationToken cancellationToken)
    {
        process.Kill();
        var rest = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return rest;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    /// <summary>What this process does instead of running tests; null where it is no child.</summary>
    public static Task? OwnTask()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        return Environment.GetEnvironmentVariable(TaskVariable) switch
        {
            StateWriter.Task => StateWriter.RunAsync(folder!),
            RegistryChild.Task => RegistryChild.RunAsync(folder!),
            _ => null,
        };
    }
}
