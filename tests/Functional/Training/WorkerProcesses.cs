using System.Diagnostics;

namespace Trm.Grid.Tests.Functional.Training;

/// <summary>The living worker processes of a run, as the system sees them.</summary>
internal static class WorkerProcesses
{
    /// <summary>Skips the test where the system does not tell what its processes were started with.</summary>
    public static void Require()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("finds workers through /proc");
    }

    public static List<int> Of(string run) =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!)).Where(id => IsWorker(id, run)),
    ];

    /// <summary>Kills the run's worker with SIGKILL.</summary>
    public static void Kill(string run)
    {
        foreach (var id in Of(run))
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    /// <summary>Waits until none lives.</summary>
    public static async Task GoneAsync(string run)
    {
        var began = Stopwatch.GetTimestamp();
        while (Of(run).Count > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), $"a worker of {run} lives on");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsWorker(int process, string run)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            return words.Any(word => word.EndsWith("Trm.Grid.Trainer.dll", StringComparison.Ordinal)) && words.Any(word => word.EndsWith(run, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
