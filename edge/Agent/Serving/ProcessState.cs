namespace Trm.Grid.Edge.Serving;

/// <summary>What the kernel says of a process.</summary>
internal static class ProcessState
{
    /// <summary>
    /// Whether none of its threads runs, waits for its turn or waits for the disk: all of them sleep, or were stopped by a signal or a debugger. One
    /// that should have said something by now will not. False where the kernel does not tell.
    /// </summary>
    public static bool IsAtRest(int process) => AreAllIn(process, "SITt");

    /// <summary>Whether it was stopped by a signal or a debugger.</summary>
    public static bool IsStopped(int process) => AreAllIn(process, "Tt");

    private static bool AreAllIn(int process, string states)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task").All(thread => states.Contains(StateOf(thread)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>proc(5): "1234 (name) T ...", and the name may hold anything, also brackets.</summary>
    private static char StateOf(string thread)
    {
        var text = File.ReadAllText($"{thread}/stat");
        var at = text.LastIndexOf(')') + 2;
        return at < text.Length ? text[at] : '?';
    }
}
