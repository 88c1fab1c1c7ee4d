namespace Trm.Grid.Hosting;

/// <summary>How much of a blob is here.</summary>
/// <param name="Complete">All bytes are here and had the digest when the last one came.</param>
/// <param name="Size">Bytes here so far: where an upload goes on.</param>
public readonly record struct BlobStat(bool Complete, long Size);
