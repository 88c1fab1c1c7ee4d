namespace Trm.Grid.Edge.Swap;

/// <summary>What moves the table.</summary>
internal enum SwapEvent
{
    /// <summary>The grid wants a version other than the one that runs.</summary>
    Desired,

    /// <summary>The grid wants the version that runs.</summary>
    Satisfied,

    /// <summary>The grid wants no model.</summary>
    Withdrawn,

    /// <summary>No model answers any more.</summary>
    Released,

    /// <summary>All files are in the slot.</summary>
    Fetched,

    /// <summary>Signature and digests are right.</summary>
    Verified,

    /// <summary>The golden vectors came out right here.</summary>
    Proven,

    /// <summary>The robot stands still.</summary>
    Still,

    /// <summary>The robot set off while the new version was being loaded.</summary>
    Moving,

    /// <summary>The new version answers.</summary>
    Switched,

    /// <summary>The new version did as well as the one before.</summary>
    Passed,

    /// <summary>The new version did worse.</summary>
    Worse,

    /// <summary>The version before answers again.</summary>
    Reverted,

    /// <summary>The grid cannot be reached now.</summary>
    LinkLost,

    /// <summary>Something that may pass: a full disk, a file damaged on the way.</summary>
    Obstructed,

    /// <summary>Something that does not pass while the package is the same: an unknown signer, wrong golden vectors.</summary>
    Refused,

    /// <summary>Time to try again.</summary>
    RetryDue,
}
