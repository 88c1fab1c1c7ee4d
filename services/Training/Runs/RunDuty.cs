namespace Trm.Grid.Training.Runs;

/// <summary>What the service does for a run while it stays in a stage, and takes up again after its own restart.</summary>
internal enum RunDuty
{
    /// <summary>Nothing: it waits for a slot, or has ended.</summary>
    None,

    /// <summary>Keeps one worker alive, resuming from the last checkpoint.</summary>
    Work,

    /// <summary>Hands the package to the registry; repeating it is harmless.</summary>
    Register,

    /// <summary>Starts no worker and sees the present one end.</summary>
    Stop,
}
