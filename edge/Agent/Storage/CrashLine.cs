namespace Trm.Grid.Edge.Storage;

/// <summary>Lines between which something changes on the disk or at the grid: there a test looks at a power cut, and it looks at every one of them.</summary>
internal enum CrashLine
{
    /// <summary>A row of the swap's table is taken, its work not yet begun; the detail is State.Event.</summary>
    Moved,

    /// <summary>A file is whole beside its target; the detail is the target's name.</summary>
    FileWritten,

    /// <summary>And in its place.</summary>
    FileRenamed,

    SlotEmptied,
    DownloadPiece,
    DownloadFile,

    /// <summary>The pointer names the new model, the old one still answers.</summary>
    SwitchPointed,

    /// <summary>The pointer names the model before again.</summary>
    RevertPointed,

    /// <summary>A path is found, and nobody knows of it.</summary>
    PlanFound,

    /// <summary>It is in the spool, and the robot does not have it.</summary>
    PlanSpooled,

    /// <summary>The grid has results that the spool still holds.</summary>
    ResultsSent,
    ResultsAcknowledged,
}
