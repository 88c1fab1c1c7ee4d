namespace Trm.Grid.Edge.Swap;

/// <summary>Where packages come from: the grid over the link.</summary>
internal interface IPackageSource
{
    /// <exception cref="LinkLostException">Not now.</exception>
    /// <exception cref="SourceException">The source does not give this version.</exception>
    Task<(byte[] Manifest, byte[] Envelope)> GetVersionAsync(string digest, CancellationToken cancel);

    /// <summary>The file's bytes from an offset on, in pieces.</summary>
    /// <exception cref="LinkLostException">Not now, or no more now.</exception>
    /// <exception cref="SourceException">The source does not give this file.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> FetchAsync(string versionDigest, string fileDigest, long offset, CancellationToken cancel);
}
