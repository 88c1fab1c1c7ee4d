using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Trm.Grid.Edge.Serving;

/// <summary>Takes a payload apart.</summary>
internal ref struct StepReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public byte Byte() => Take(1)[0];

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> Bytes() => Take(Int());

    public void Floats(Span<float> into) => Take(into.Length * sizeof(float)).CopyTo(MemoryMarshal.AsBytes(into));

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if ((uint)bytes > _rest.Length)
            throw new IOException($"reading from the model's process: expected {bytes} more bytes in the message, got {_rest.Length}");
        var taken = _rest[..bytes];
        _rest = _rest[bytes..];
        return taken;
    }
}
