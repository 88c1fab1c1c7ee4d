namespace Trm.Grid.Edge.Serving;

/// <summary>What the kernel says of a process.</summary>
internal static class ProcessState
{
    /// <summary>Whether it was stopped by a signal or a debugger; false where the kernel does not tell.</summary>
    public static bool IsStopped(int process)
    {
        try
        {
            // "1234 (name) T ...": the name may hold anything, also brackets.
            var text = File.ReadAllText($"/proc/{process}/stat");
            var at = text.LastIndexOf(')') + 2;
            return at < text.Length && text[at] is 'T' or 't';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
