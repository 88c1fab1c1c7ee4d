namespace Trm.Grid.Edge.Swap;

/// <summary>Where the device stands between the model that it runs and the model that it shall run. Flags, so that a row can name several.</summary>
[Flags]
internal enum SwapState
{
    None = 0,

    /// <summary>Nothing is desired, nothing runs; A* answers.</summary>
    Idle = 1,
    Downloading = 2,
    Verifying = 4,

    /// <summary>A child process runs the golden vectors on this hardware.</summary>
    Proving = 8,
    Switching = 16,

    /// <summary>Runs what it shall run.</summary>
    Active = 32,

    /// <summary>Keeps what it ran; the failure says why. Passing obstacles are tried again.</summary>
    Rejected = 64,

    /// <summary>Has the new model proven and waits until the robot stands still.</summary>
    Waiting = 128,

    /// <summary>Runs the new model, and asks the one before it too.</summary>
    Trial = 256,

    /// <summary>Goes back to the model before.</summary>
    Reverting = 512,
}
