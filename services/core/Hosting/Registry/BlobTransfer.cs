using Google.Protobuf;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;

namespace Trm.Grid.Hosting;

/// <summary>Moves blobs to and from the registry; either way goes on where an earlier try broke off.</summary>
internal static class BlobTransfer
{
    private const int PieceBytes = 1 << 18;

    // A connection that breaks, a grid that restarts, another who uploads the same bytes: go on where it stands, but not for ever.
    private const int TriesWithoutProgress = 25;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="content">The whole blob; can seek.</param>
    /// <param name="sent">Told the bytes that are there.</param>
    public static async Task UploadAsync(ModelRegistry.ModelRegistryClient registry, Digest digest, Stream content, Action<long> sent, CancellationToken cancellationToken)
    {
        var (stood, left) = (-1L, TriesWithoutProgress);
        while (true)
        {
            var stat = await registry.StatBlobAsync(new() { Digest = digest.ToString() }, cancellationToken: cancellationToken);
            if (stat.Complete)
            {
                sent(content.Length);
                return;
            }
            left = (long)stat.SizeBytes > stood ? TriesWithoutProgress : left - 1;
            stood = (long)stat.SizeBytes;
            try
            {
                content.Position = stood;
                if ((await SendAsync(registry, digest, content, sent, cancellationToken)).Complete)
                    return;
            }
            catch (RpcException fault) when (left > 0 && GridError.From(fault) is var error && MayGoOn(fault, error))
            {
                // The next round asks where the upload stands.
                await Task.Delay(error.RetryAfter ?? Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Appends what is missing to a file; does not check the digest.</summary>
    /// <param name="got">Told the bytes that are there.</param>
    public static async Task DownloadAsync(ModelRegistry.ModelRegistryClient registry, Digest digest, string path, Action<long> got, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 0, FileOptions.Asynchronous);
        file.Seek(0, SeekOrigin.End);
        var (stood, left) = (-1L, TriesWithoutProgress);
        while (true)
        {
            left = file.Position > stood ? TriesWithoutProgress : left - 1;
            stood = file.Position;
            try
            {
                using var call = registry.ReadBlob(new() { Digest = digest.ToString(), Offset = (ulong)stood }, cancellationToken: cancellationToken);
                await foreach (var piece in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    await file.WriteAsync(piece.Data.Memory, cancellationToken);
                    got(file.Position);
                }
                file.Flush(flushToDisk: true);
                return;
            }
            catch (RpcException fault) when (left > 0 && GridError.From(fault) is var error && MayGoOn(fault, error))
            {
                // The next round asks for what is still missing.
                await Task.Delay(error.RetryAfter ?? Pause, TimeProvider.System, cancellationToken);
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
        catch (Exception fault) when (fault is InvalidOperationException or RpcException or IOException && !cancellationToken.IsCancellationRequested)
        {
            // The server has answered before all was sent, or the connection broke: the answer says which.
        }
        return await call.ResponseAsync;
    }

    // A status that this side made, as its debug exception tells, stands for a connection that broke in some other way.
    private static bool MayGoOn(RpcException fault, GridError error) =>
        error.MayRepeat || error.Reason is ErrorReason.OffsetMismatch || (error.Code is StatusCode.Internal && fault.Status.DebugException is not null);
}
