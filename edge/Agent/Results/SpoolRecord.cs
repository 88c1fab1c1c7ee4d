using System.Buffers.Binary;
using System.Numerics;

namespace Trm.Grid.Edge.Results;

/// <summary>
/// One record as it lies in a segment, little-endian: length of the payload (4 bytes), CRC-32C of length and payload (4 bytes), payload.
/// The checksum covers the length too, so that a run of zeros after a power cut is no record.
/// </summary>
internal static class SpoolRecord
{
    public const int HeaderBytes = 8;

    /// <summary>Larger lengths are damage.</summary>
    public const int MaxPayloadBytes = 4 << 20;

    public static byte[] Frame(ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), Checksum(frame.AsSpan(0, 4), payload));
        payload.CopyTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    /// <summary>Length of the whole record at the start of the bytes, or 0 when no whole, undamaged record begins there.</summary>
    public static int Measure(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
            return 0;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length is < 0 or > MaxPayloadBytes || bytes.Length - HeaderBytes < length)
            return 0;
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        return checksum == Checksum(bytes[..4], bytes.Slice(HeaderBytes, length)) ? HeaderBytes + length : 0;
    }

    private static uint Checksum(ReadOnlySpan<byte> length, ReadOnlySpan<byte> payload)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(length));
        for (; payload.Length >= 8; payload = payload[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(payload));
        foreach (var value in payload)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
