using Google.Protobuf;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;

namespace Trm.Grid.Hosting;

/// <summary>Moves blobs to and from the registry; either way goes on where an earlier try broke off.</summary>
internal static class BlobTransfer
{
    private const int PieceBytes = 1 << 18;

    // A blob that others upload at the same moment, or a connection that breaks: go on where it stands, but not for ever.
    private const int Tries = 5;

    /// <param name="content">The whole blob; can seek.</param>
    /// <param name="sent">Told the bytes that are there.</param>
    public static async Task UploadAsync(ModelRegistry.ModelRegistryClient registry, Digest digest, Stream content, Action<long> sent, CancellationToken cancellationToken)
    {
        for (var left = Tries; ; left--)
        {
            var stat = await registry.StatBlobAsync(new() { Digest = digest.ToString() }, cancellationToken: cancellationToken);
            if (stat.Complete)
            {
                sent(content.Length);
                return;
            }
            try
            {
                content.Position = (long)stat.SizeBytes;
                if ((await SendAsync(registry, digest, content, sent, cancellationToken)).Complete)
                    return;
            }
            catch (RpcException fault) when (left > 1 && MayGoOn(GridError.From(fault)))
            {
                // The next round asks where the upload stands.
            }
            if (left == 1)
                throw new GridException(ErrorReason.DependencyUnavailable, $"uploading {digest}: the registry did not take it whole in {Tries} tries; see its log");
        }
    }

    /// <summary>Appends what is missing to a file; does not check the digest.</summary>
    /// <param name="got">Told the bytes that are there.</param>
    public static async Task DownloadAsync(ModelRegistry.ModelRegistryClient registry, Digest digest, string path, Action<long> got, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var left = Tries; ; left--)
        {
            await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 0, FileOptions.Asynchronous);
            file.Seek(0, SeekOrigin.End);
            try
            {
                using var call = registry.ReadBlob(new() { Digest = digest.ToString(), Offset = (ulong)file.Position }, cancellationToken: cancellationToken);
                await foreach (var piece in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    await file.WriteAsync(piece.Data.Memory, cancellationToken);
                    got(file.Position);
                }
                file.Flush(flushToDisk: true);
                return;
            }
            catch (RpcException fault) when (left > 1 && MayGoOn(GridError.From(fault)))
            {
                // The next round asks for what is still missing.
            }
        }
    }

    private static async Task<WriteBlobResponse> SendAsync(
        ModelRegistry.ModelRegistryClient registry, Digest digest, Stream content, Action<long> sent, CancellationToken cancellationToken)
    {
        using var call = registry.WriteBlob(cancellationToken: cancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(new() { Digest = digest.ToString(), TotalBytes = (ulong)content.Length, Offset = (ulong)content.Position }, cancellationToken);
            var buffer = new byte[PieceBytes];
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await call.RequestStream.WriteAsync(new() { Data = ByteString.CopyFrom(buffer, 0, read) }, cancellationToken);
                sent(content.Position);
            }
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception fault) when (fault is InvalidOperationException or RpcException && !cancellationToken.IsCancellationRequested)
        {
            // The server has answered before all was sent: its answer says why.
        }
        return await call.ResponseAsync;
    }

    private static bool MayGoOn(GridError error) => error.Reason is ErrorReason.OffsetMismatch || error.Code is StatusCode.Unavailable or StatusCode.Internal;
}
