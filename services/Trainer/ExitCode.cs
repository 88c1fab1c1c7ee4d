namespace Trm.Grid.Trainer;

/// <summary>How the process ends. Any other code means that it died.</summary>
internal static class ExitCode
{
    public const int Proven = 0;

    public const int Usage = 2;

    /// <summary>Stopped at a checkpoint, because it was told to or because its parent is gone.</summary>
    public const int Stopped = 3;

    /// <summary>Gave up; the last line says why.</summary>
    public const int Failed = 4;

    /// <summary>The disk is full: what was saved before stays, and another worker goes on from there. EX_IOERR of sysexits.h.</summary>
    public const int DiskFull = 74;

    /// <summary>Another worker holds the folder and did not let go. EX_TEMPFAIL of sysexits.h.</summary>
    public const int Busy = 75;
}
