namespace Trm.Grid.Edge.Storage;

/// <summary>
/// Lets the process die at a line as by a power cut, for tests. The environment variable TRM_EDGE_CRASH_AT holds the line's name, or
/// <c>name#n</c> for the n-th time that line is reached. Unset, which is always so on a robot, it does nothing.
/// </summary>
internal static class CrashPoint
{
    public const string Variable = "TRM_EDGE_CRASH_AT";
    private static readonly (string Name, int Times) Wanted = Parse(Environment.GetEnvironmentVariable(Variable));
    private static int _reached;

    public static string NameOf(CrashLine line, string detail = "") => detail.Length == 0 ? $"{line}" : $"{line}:{detail}";

    /// <summary>Whether the process shall die at that line.</summary>
    public static bool IsAt(CrashLine line, string detail = "") => Wanted.Times > 0 && Wanted.Name == NameOf(line, detail);

    public static void Reach(CrashLine line, string detail = "")
    {
        if (!IsAt(line, detail) || Interlocked.Increment(ref _reached) != Wanted.Times)
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
