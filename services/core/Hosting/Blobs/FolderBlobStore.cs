using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;

namespace Trm.Grid.Hosting;

/// <summary>
/// Blobs as files: <c>sha256/ab/HEX</c> complete, <c>partial/HEX</c> on the way. A file reaches its final name only when its bytes were read back,
/// had the digest, and were flushed to the disk.
/// </summary>
/// <param name="root">The store's folder; made where it is missing. One process at a time.</param>
/// <param name="quota">Bytes that the store holds at most, complete and partial together; beyond it the disk counts as full.</param>
public sealed class FolderBlobStore(string root, long quota = long.MaxValue) : IBlobStore
{
    private const int BufferBytes = 1 << 17;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<Digest, SemaphoreSlim> uploading = new();

    public Task<BlobStat> StatAsync(Digest digest, CancellationToken cancellationToken = default) => Task.FromResult(Stat(digest));

    public async Task<BlobStat> AppendAsync(Digest digest, long total, long offset, Stream content, CancellationToken cancellationToken = default)
    {
        var turn = uploading.GetOrAdd(digest, _ => new(1, 1));
        // NOTE: no waiting for the turn. Uploads share a connection's flow-control window: one that waits with unread bytes would starve the
        // one that it waits for.
        if (!await turn.WaitAsync(0, cancellationToken))
            throw new GridException(ErrorReason.Overloaded, $"uploading {digest}: another upload of the same bytes is under way; ask again where it stands") { RetryAfter = AskAgain };
        try
        {
            var stat = Stat(digest);
            if (stat.Complete)
                return stat;
            if (stat.Size > total)
            {
                // Somebody announced more before, and bytes that are not this blob's.
                File.Delete(PartialOf(digest));
                stat = new(false, 0);
            }
            if (offset != stat.Size)
                throw new GridException(ErrorReason.OffsetMismatch, $"uploading {digest}: the upload stands at {stat.Size}, got offset {offset}; go on at {stat.Size}");
            var size = await WriteAsync(digest, total, offset, content, cancellationToken);
            return size < total ? new(false, size) : await CompleteAsync(digest, total, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    public Task<Stream> OpenReadAsync(Digest digest, long offset = 0, CancellationToken cancellationToken = default)
    {
        var path = PathOf(digest);
        if (!File.Exists(path))
            throw new GridException(ErrorReason.BlobNotFound, $"reading {digest}: no such blob is here; upload it first");
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (offset < 0 || offset > stream.Length)
        {
            using (stream)
                throw GridException.Invalid("offset", $"expected 0 to {stream.Length}, got {offset}");
        }
        stream.Position = offset;
        return Task.FromResult<Stream>(stream);
    }

    public Task<bool> DeleteAsync(Digest digest, CancellationToken cancellationToken = default)
    {
        string[] found = [.. new[] { PathOf(digest), PartialOf(digest) }.Where(File.Exists)];
        Array.ForEach(found, File.Delete);
        return Task.FromResult(found.Length > 0);
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var complete = Path.Combine(root, "sha256");
        if (!Directory.Exists(complete))
            yield break;
        foreach (var file in new DirectoryInfo(complete).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Digest.TryParse("sha256:" + file.Name, out var digest))
                yield return new(digest, file.Length);
        }
        await Task.CompletedTask;
    }

    private async Task<long> WriteAsync(Digest digest, long total, long offset, Stream content, CancellationToken cancellationToken)
    {
        var room = quota == long.MaxValue ? long.MaxValue : quota - Used();
        Directory.CreateDirectory(Path.Combine(root, "partial"));
        try
        {
            await using var file = new FileStream(PartialOf(digest), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 0, FileOptions.Asynchronous);
            file.Position = offset;
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (file.Position + read > total)
                    throw GridException.Invalid("total_bytes", $"{total} bytes were announced for {digest}, more came");
                if ((room -= read) < 0)
                    throw Full(digest, null);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            return file.Position;
        }
        catch (IOException fault) when (FaultMapping.IsDiskFull(fault))
        {
            throw Full(digest, fault);
        }
    }

    private async Task<BlobStat> CompleteAsync(Digest digest, long total, CancellationToken cancellationToken)
    {
        var partial = PartialOf(digest);
        await using (var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan))
        {
            var came = Digest.FromHash(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellationToken));
            if (came != digest)
            {
                file.Close();
                File.Delete(partial);
                throw new GridException(ErrorReason.DigestMismatch, $"uploading {digest}: the {total} bytes that came have {came}; upload again from the beginning");
            }
            file.Flush(flushToDisk: true);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(digest))!);
        File.Move(partial, PathOf(digest), overwrite: true);
        DurableFile.FlushFolder(Path.GetDirectoryName(PathOf(digest))!);
        return new(true, total);
    }

    private BlobStat Stat(Digest digest)
    {
        var complete = new FileInfo(PathOf(digest));
        if (complete.Exists)
            return new(true, complete.Length);
        var partial = new FileInfo(PartialOf(digest));
        return new(false, partial.Exists ? partial.Length : 0);
    }

    private long Used() => Directory.Exists(root)
        ? new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
        : 0;

    private string PathOf(Digest digest) => Path.Combine(root, "sha256", digest.Hex[..2], digest.Hex);

    private string PartialOf(Digest digest) => Path.Combine(root, "partial", digest.Hex);

    private static GridException Full(Digest digest, Exception? inner) =>
        new(ErrorReason.DiskFull, $"uploading {digest}: the disk that holds the grid's blobs is full; make room there, then the upload goes on where it stands", inner);
}
