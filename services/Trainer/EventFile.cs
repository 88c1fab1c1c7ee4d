using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;

namespace Trm.Grid.Trainer;

/// <summary>
/// One of TensorBoard's event files, scalars only: TFRecord frames around tensorflow.Event messages. A process writes its own file; TensorBoard
/// reads all files of a folder as one run.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _file;
    private readonly TimeProvider _time;

    private EventFile(FileStream file, TimeProvider time) => (_file, _time) = (file, time);

    public static EventFile Open(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"events.out.tfevents.{time.GetUtcNow().ToUnixTimeSeconds()}.trm-grid.{Environment.ProcessId}");
        var events = new EventFile(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read), time);
        events.Append(0, output =>
        {
            output.WriteTag(3, WireFormat.WireType.LengthDelimited);
            output.WriteString("brain.Event:2");
        });
        return events;
    }

    public void Write(long step, IReadOnlyDictionary<string, double> values) => Append(step, output =>
    {
        output.WriteTag(5, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(Message(summary =>
        {
            foreach (var (name, value) in values)
            {
                summary.WriteTag(1, WireFormat.WireType.LengthDelimited);
                summary.WriteBytes(Message(scalar =>
                {
                    scalar.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    scalar.WriteString(name);
                    scalar.WriteTag(2, WireFormat.WireType.Fixed32);
                    scalar.WriteFloat((float)value);
                }));
            }
        }));
    });

    public void Dispose() => _file.Dispose();

    private void Append(long step, Action<CodedOutputStream> content)
    {
        var data = Message(output =>
        {
            output.WriteTag(1, WireFormat.WireType.Fixed64);
            output.WriteDouble(_time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
            if (step > 0)
            {
                output.WriteTag(2, WireFormat.WireType.Varint);
                output.WriteInt64(step);
            }
            content(output);
        }).Span;
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, data.Length);
        _file.Write(number);
        WriteMasked(number);
        _file.Write(data);
        WriteMasked(data);
        _file.Flush();
    }

    // tensorflow/core/lib/hash/crc32c.h: rotated, so that the sum of a record that holds sums is no trivial one.
    private void WriteMasked(ReadOnlySpan<byte> data)
    {
        var sum = uint.MaxValue;
        foreach (var value in data)
            sum = BitOperations.Crc32C(sum, value);
        Span<byte> masked = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(~sum, 15) + 0xa282ead8);
        _file.Write(masked);
    }

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
            write(output);
        return ByteString.CopyFrom(bytes.ToArray());
    }
}
