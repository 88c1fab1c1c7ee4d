namespace Trm.Grid.Hosting;

/// <summary>An entry of a typed journal.</summary>
public readonly record struct JournalRecord<TMessage>(long Sequence, TMessage Value);
