namespace Trm.Grid.Edge.Results;

/// <summary>A result that waits for the grid.</summary>
/// <param name="Sequence">Its place in the spool; grows by one with each result, through all restarts.</param>
/// <param name="Payload">The bytes that were appended.</param>
internal readonly record struct SpooledResult(long Sequence, byte[] Payload);
