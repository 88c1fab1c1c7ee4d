using System.Buffers.Binary;
using Google.Protobuf;
using Trm.Grid.Trainer;

namespace Trm.Grid.Tests.Unit.Trainer;

public class EventFileTests
{
    [Fact]
    public void Event_file_is_framed_as_tensorboard_reads_it()
    {
        var folder = Directory.CreateTempSubdirectory("trm-grid-events-");
        using (var events = EventFile.Open(folder.FullName, TimeProvider.System))
            events.Write(7, new Dictionary<string, double> { ["loss"] = 0.5 });
        var bytes = File.ReadAllBytes(Assert.Single(folder.GetFiles("events.out.tfevents.*")).FullName);
        folder.Delete(recursive: true);

        // The length of the first record is 24 bytes; their masked CRC-32C as TensorFlow's own writer gives it.
        Assert.Equal(24L, BinaryPrimitives.ReadInt64LittleEndian(bytes));
        Assert.Equal("a37f4b22", Convert.ToHexStringLower(bytes.AsSpan(8, 4)));
        Assert.Contains("brain.Event:2", System.Text.Encoding.UTF8.GetString(bytes, 12, 24), StringComparison.Ordinal);
        var second = bytes.AsSpan(12 + 24 + 4);
        var record = new CodedInputStream(second.Slice(12, (int)BinaryPrimitives.ReadInt64LittleEndian(second)).ToArray());
        Assert.Equal(WireFormat.MakeTag(1, WireFormat.WireType.Fixed64), record.ReadTag());
        record.ReadDouble();
        Assert.Equal(WireFormat.MakeTag(2, WireFormat.WireType.Varint), record.ReadTag());
        Assert.Equal(7, record.ReadInt64());
        // event.proto and summary.proto: summary 5, its value 1, of that tag 1 and simple_value 2.
        Assert.Equal(WireFormat.MakeTag(5, WireFormat.WireType.LengthDelimited), record.ReadTag());
        var summary = record.ReadBytes().CreateCodedInput();
        Assert.Equal(WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited), summary.ReadTag());
        var value = summary.ReadBytes().CreateCodedInput();
        Assert.Equal((WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited), "loss"), (value.ReadTag(), value.ReadString()));
        Assert.Equal((WireFormat.MakeTag(2, WireFormat.WireType.Fixed32), 0.5f), (value.ReadTag(), value.ReadFloat()));
        Assert.True(value.IsAtEnd && summary.IsAtEnd && record.IsAtEnd);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(second);
        Assert.Equal(Masked(second[..8]), BinaryPrimitives.ReadUInt32LittleEndian(second[8..]));
        Assert.Equal(Masked(second.Slice(12, length)), BinaryPrimitives.ReadUInt32LittleEndian(second[(12 + length)..]));
        Assert.Equal(12 + length + 4, second.Length);
    }

    /// <summary>CRC-32C, rotated and shifted as TFRecord files have it.</summary>
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes) crc = System.Numerics.BitOperations.Crc32C(crc, one);
        return System.Numerics.BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }
}
