using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Trm.Grid.Edge.Serving;

/// <summary>
/// Messages over two streams: kind (1 byte), length of the payload (4), payload; little-endian, as all machines that run this are. Any thread may
/// send, one receives.
/// </summary>
internal sealed class StepPipe(Stream from, Stream to)
{
    private const int HeaderBytes = 5;

    /// <summary>A step of the largest map that a network is asked for is far below: beyond it the streams are out of step.</summary>
    private const int Largest = 1 << 28;
    private readonly Lock _sending = new();
    private byte[] _received = new byte[1 << 16];
    private byte[] _sent = new byte[1 << 16];
    private int _length;

    /// <summary>Writes one message; the parts are added inside the call.</summary>
    /// <exception cref="IOException">The other side is gone.</exception>
    public void Send(StepKind kind, Action<StepPipe>? parts = null)
    {
        lock (_sending)
            Write(kind, parts);
    }

    /// <returns>False when another thread is sending: it may be stuck, and this message is not worth waiting.</returns>
    public bool TrySend(StepKind kind, long number)
    {
        if (!_sending.TryEnter())
            return false;
        try
        {
            Write(kind, p => p.Add(number));
            return true;
        }
        finally
        {
            _sending.Exit();
        }
    }

    public void Add(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);

    public void Add(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    public void Add(byte value) => Room(1)[0] = value;

    public void Add(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    public void Add(ReadOnlySpan<float> values) => Add(MemoryMarshal.AsBytes(values));

    /// <summary>The next message, valid until the one after; the kind is 0 at the stream's end.</summary>
    /// <exception cref="IOException">The stream broke off, or is none of ours.</exception>
    public (StepKind Kind, Memory<byte> Payload) Receive()
    {
        if (from.ReadAtLeast(_received.AsSpan(0, HeaderBytes), HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
            return default;
        var kind = (StepKind)_received[0];
        var length = BinaryPrimitives.ReadInt32LittleEndian(_received.AsSpan(1));
        if (length is < 0 or > Largest)
            throw new IOException($"reading from the model's process: expected a message of at most {Largest} bytes, got {length}");
        if (length > _received.Length)
            _received = new byte[length];
        from.ReadExactly(_received.AsSpan(0, length));
        return (kind, _received.AsMemory(0, length));
    }

    private void Write(StepKind kind, Action<StepPipe>? parts)
    {
        _length = HeaderBytes;
        parts?.Invoke(this);
        _sent[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(_sent.AsSpan(1), _length - HeaderBytes);
        to.Write(_sent, 0, _length);
        to.Flush();
    }

    private Span<byte> Room(int bytes)
    {
        if (_length + bytes > _sent.Length)
            Array.Resize(ref _sent, Math.Max(_length + bytes, 2 * _sent.Length));
        _length += bytes;
        return _sent.AsSpan(_length - bytes, bytes);
    }
}
