namespace Trm.Grid.Verbs;

/// <summary>What trmgrid tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>The command did its job; "no path exists" is a job done.</summary>
    public const int Done = 0;

    /// <summary>It failed; the output says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself was wrong.</summary>
    public const int Usage = 2;

    /// <summary>It did its job, and what it looked at is not as it should be.</summary>
    public const int NotValid = 3;
}
