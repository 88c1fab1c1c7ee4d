namespace Trm.Grid.Outputs;

/// <summary>What --json writes when a command failed.</summary>
internal sealed record Failure(FailureReason Error);

/// <param name="Reason">Stable, UPPER_SNAKE: programs may branch on it.</param>
/// <param name="Message">For people: what went wrong and what to do.</param>
internal sealed record FailureReason(string Reason, string Message);
