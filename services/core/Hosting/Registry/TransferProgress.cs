namespace Trm.Grid.Hosting;

/// <summary>How far a push or a pull has come, over all its files.</summary>
/// <param name="Done">Bytes that are there.</param>
/// <param name="Total">Bytes in all.</param>
public readonly record struct TransferProgress(long Done, long Total);
