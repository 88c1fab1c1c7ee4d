using Trm.Grid.Packages;

namespace Trm.Grid.Hosting;

/// <summary>A complete blob in a store.</summary>
public readonly record struct BlobEntry(Digest Digest, long Size);
