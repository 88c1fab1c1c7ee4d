using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Registry;

/// <summary>Uploads and downloads, each resumable at an offset.</summary>
internal sealed class BlobRpcs([FromKeyedServices(GridRoles.Registry)] IBlobStore blobs)
{
    private const int PieceBytes = 1 << 18;

    // Thousands of times the largest model here; a wrong figure should not fill the disk.
    private const ulong LargestBlob = 16UL << 30;

    // Beyond this a caller that does not stop sending loses its connection.
    private const long MostDrained = 256L << 20;

    public async Task<StatBlobResponse> StatAsync(StatBlobRequest request, CancellationToken cancellationToken)
    {
        var stat = await blobs.StatAsync(Names.RequireDigest("digest", request.Digest), cancellationToken);
        return new() { Complete = stat.Complete, SizeBytes = (ulong)stat.Size };
    }

    public async Task<WriteBlobResponse> WriteAsync(IAsyncStreamReader<WriteBlobRequest> messages, CancellationToken cancellationToken)
    {
        try
        {
            return await AppendAsync(messages, cancellationToken);
        }
        finally
        {
            // NOTE: an answer that leaves bytes unread makes HTTP/2 cut the whole connection, and every other call on it, when more of them come.
            await DrainAsync(messages, cancellationToken);
        }
    }

    public async Task ReadAsync(ReadBlobRequest request, IServerStreamWriter<ReadBlobResponse> responses, CancellationToken cancellationToken)
    {
        var offset = request.Offset <= long.MaxValue ? (long)request.Offset : -1;
        await using var blob = await blobs.OpenReadAsync(Names.RequireDigest("digest", request.Digest), offset, cancellationToken);
        var buffer = new byte[PieceBytes];
        var total = (ulong)blob.Length;
        var first = true;
        int read;
        while ((read = await blob.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0 || first)
        {
            await responses.WriteAsync(new() { Data = ByteString.CopyFrom(buffer, 0, read), TotalBytes = first ? total : 0 }, cancellationToken);
            first = false;
        }
    }

    private async Task<WriteBlobResponse> AppendAsync(IAsyncStreamReader<WriteBlobRequest> messages, CancellationToken cancellationToken)
    {
        if (!await messages.MoveNext(cancellationToken))
            throw GridException.Invalid("digest", "expected a first message with digest, total_bytes and offset, got none");
        var first = messages.Current;
        var digest = Names.RequireDigest("digest", first.Digest);
        if (first.TotalBytes > LargestBlob || first.Offset > LargestBlob)
            throw GridException.Invalid("total_bytes", $"expected at most {LargestBlob} bytes, got offset {first.Offset} of {first.TotalBytes}");
        await using var pieces = new PieceStream(messages);
        var stat = await blobs.AppendAsync(digest, (long)first.TotalBytes, (long)first.Offset, pieces, cancellationToken);
        return new() { Complete = stat.Complete, SizeBytes = (ulong)stat.Size };
    }

    private static async Task DrainAsync(IAsyncStreamReader<WriteBlobRequest> messages, CancellationToken cancellationToken)
    {
        try
        {
            for (long left = MostDrained; left > 0 && await messages.MoveNext(cancellationToken);)
                left -= messages.Current.Data.Length;
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or InvalidOperationException or RpcException)
        {
            // The caller is gone, and with it what it still had to send.
        }
    }
}
