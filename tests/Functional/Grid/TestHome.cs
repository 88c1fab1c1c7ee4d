using System.Diagnostics;
using System.Text;

namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>A data folder of a test's own.</summary>
internal sealed class TestHome : IDisposable
{
    /// <summary>Time for processes that were told to end, or whose parent was killed, to be gone.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public string Path { get; } = Directory.CreateTempSubdirectory("trm-grid-home-").FullName;

    /// <summary>Asserts that no process runs whose command line names this folder or that has it as its data folder.</summary>
    public async Task NothingRunsAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are found through /proc");
        var until = Stopwatch.GetTimestamp();
        List<string> left;
        while ((left = Running()).Count > 0 && Stopwatch.GetElapsedTime(until) < Patience) await Task.Delay(Pause);
        Assert.True(left.Count == 0, $"still running after {Patience.TotalSeconds} s:\n{string.Join('\n', left)}");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    List<string> Running() =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(System.IO.Path.GetFileName(folder), out _)).Select(Describe).Where(line => line.Length > 0)];

    string Describe(string folder)
    {
        try
        {
            var command = Encoding.UTF8.GetString(File.ReadAllBytes(folder + "/cmdline")).Replace('\0', ' ');
            var environment = Encoding.UTF8.GetString(File.ReadAllBytes(folder + "/environ"));
            // A zombie has no command line any more: it does not run.
            return command.Length > 0 && (command.Contains(Path, StringComparison.Ordinal) || environment.Contains(Path, StringComparison.Ordinal)) ? command : "";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
