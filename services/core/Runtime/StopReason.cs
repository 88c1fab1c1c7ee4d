namespace Trm.Grid.Runtime;

/// <summary>Why the recursion of a question ended.</summary>
public enum StopReason
{
    /// <summary>The rules say that the answer is right.</summary>
    Verified,

    /// <summary>The halt head says so, the rules do not.</summary>
    Halted,

    /// <summary>All steps of all views were used.</summary>
    StepLimit,

    Deadline,

    Cancelled,
}
