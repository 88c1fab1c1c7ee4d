namespace Trm.Grid.Hosting;

/// <summary>An entry of a journal.</summary>
public readonly record struct JournalEntry(long Sequence, byte[] Value);
