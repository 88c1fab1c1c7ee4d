namespace Trm.Grid.Edge.Storage;

/// <summary>
/// Named lines at which tests let the process die as by a power cut. The environment variable TRM_EDGE_CRASH_AT holds a name, or
/// <c>name#n</c> for the n-th time that line is reached. Unset, which is always so on a robot, it does nothing.
/// </summary>
internal static class CrashPoint
{
    public const string Variable = "TRM_EDGE_CRASH_AT";
    private static readonly (string Name, int Times) Wanted = Parse(Environment.GetEnvironmentVariable(Variable));
    private static int _reached;

    public static void Reach(string name)
    {
        if (Wanted.Times == 0 || Wanted.Name != name || Interlocked.Increment(ref _reached) != Wanted.Times)
            return;
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    private static (string, int) Parse(string? wanted)
    {
        if (string.IsNullOrEmpty(wanted))
            return ("", 0);
        var parts = wanted.Split('#');
        return (parts[0], parts.Length > 1 && int.TryParse(parts[1], out var times) ? times : 1);
    }
}
