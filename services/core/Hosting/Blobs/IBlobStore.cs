using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;

namespace Trm.Grid.Hosting;

/// <summary>Bytes by their digest. A blob exists once all its bytes are here and have the digest; from then on it never changes.</summary>
public interface IBlobStore
{
    Task<BlobStat> StatAsync(Digest digest, CancellationToken cancellationToken = default);

    /// <summary>Appends bytes behind those already here. What came before a break stays, and the next call goes on behind it. Appending to what exists is harmless.</summary>
    /// <param name="total">The whole blob's size in bytes.</param>
    /// <param name="offset">Where the content goes on: the size that <see cref="StatAsync"/> tells.</param>
    /// <param name="content">Read to its end; not disposed.</param>
    /// <exception cref="GridException"><see cref="ErrorReason.OffsetMismatch"/>, <see cref="ErrorReason.DigestMismatch"/> (the upload starts over),
    /// <see cref="ErrorReason.InvalidRequest"/> (more bytes than announced), <see cref="ErrorReason.DiskFull"/>,
    /// <see cref="ErrorReason.Overloaded"/> (another upload of the same digest is under way).</exception>
    Task<BlobStat> AppendAsync(Digest digest, long total, long offset, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Opens a complete blob at an offset. The reader checks the digest: bytes at rest can rot. Dispose the stream.</summary>
    /// <exception cref="GridException"><see cref="ErrorReason.BlobNotFound"/>, <see cref="ErrorReason.InvalidRequest"/> (offset behind the end).</exception>
    Task<Stream> OpenReadAsync(Digest digest, long offset = 0, CancellationToken cancellationToken = default);

    /// <summary>Forgets a blob, complete or not.</summary>
    /// <returns>Whether there was anything.</returns>
    Task<bool> DeleteAsync(Digest digest, CancellationToken cancellationToken = default);

    /// <summary>The complete blobs, in no order.</summary>
    IAsyncEnumerable<BlobEntry> ListAsync(CancellationToken cancellationToken = default);
}
