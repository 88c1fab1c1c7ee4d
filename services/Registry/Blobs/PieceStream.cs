using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Registry;

/// <summary>The pieces of an upload as one stream to read. A connection that breaks ends it with the break's exception.</summary>
/// <param name="messages">Stands on its first message, whose data counts too.</param>
internal sealed class PieceStream(IAsyncStreamReader<WriteBlobRequest> messages) : Stream
{
    private const int LargestPiece = 1 << 20;
    private ReadOnlyMemory<byte> rest = messages.Current.Data.Memory;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (rest.IsEmpty)
        {
            if (!await messages.MoveNext(cancellationToken))
                return 0;
            rest = messages.Current.Data.Memory;
            if (rest.Length > LargestPiece)
                throw GridException.Invalid("data", $"expected at most {LargestPiece} bytes a message, got {rest.Length}");
        }
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
