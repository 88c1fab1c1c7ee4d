using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Trm.Grid.Packages.Internal;

namespace Trm.Grid.Packages;

/// <summary>
/// Collects tensors and writes them as one safetensors file. The same tensors always give the same bytes, whatever the order they were added in:
/// data are ordered by type, widest first, then by name, as the format's own library does.
/// </summary>
public sealed class SafetensorsWriter
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, (TensorType Type, long[] Shape, byte[] Bytes)> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);

    /// <summary>Adds free text under <c>__metadata__</c>.</summary>
    public SafetensorsWriter Describe(string key, string value)
    {
        metadata[key] = value;
        return this;
    }

    /// <param name="name">Unique in the file.</param>
    /// <param name="type">Of every element.</param>
    /// <param name="shape">Row-major; empty for a scalar.</param>
    /// <param name="bytes">Little-endian elements; copied.</param>
    public SafetensorsWriter Add(string name, TensorType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        long count = 1;
        foreach (var side in shape)
            count = side >= 0 ? checked(count * side) : throw new ArgumentException($"tensor '{name}' has the negative side {side}", nameof(shape));
        if (count * TensorInfo.SizeOf(type) != bytes.Length)
            throw new ArgumentException($"tensor '{name}' of {count} elements of {type} takes {count * TensorInfo.SizeOf(type)} bytes, got {bytes.Length}", nameof(bytes));
        if (!SafetensorsHeader.IsName(name) || !tensors.TryAdd(name, (type, shape.ToArray(), bytes.ToArray())))
            throw new ArgumentException($"'{name}' is no name for a tensor, or is added twice", nameof(name));
        return this;
    }

    public SafetensorsWriter Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) => Add(name, TensorType.F32, shape, MemoryMarshal.AsBytes(values));

    public SafetensorsWriter Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values) => Add(name, TensorType.I64, shape, MemoryMarshal.AsBytes(values));

    public SafetensorsWriter Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<bool> values) => Add(name, TensorType.Bool, shape, MemoryMarshal.AsBytes(values));

    /// <summary>Writes the file; an existing one is replaced once the new one is whole.</summary>
    public void Save(string path)
    {
        var beside = path + ".new";
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            WriteTo(stream);
            stream.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
    }

    public void WriteTo(Stream stream)
    {
        var ordered = Ordered();
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, Plain))
            SafetensorsHeader.Write(writer, ordered, metadata);
        // The data begin at a multiple of 8, so that readers may look at them in place.
        var padded = (json.WrittenCount + 7) / 8 * 8;
        json.GetSpan(padded - json.WrittenCount + 1)[..(padded - json.WrittenCount)].Fill((byte)' ');
        json.Advance(padded - json.WrittenCount);
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)padded);
        stream.Write(prefix);
        stream.Write(json.WrittenSpan);
        foreach (var tensor in ordered)
            stream.Write(tensors[tensor.Name].Bytes);
    }

    private List<TensorInfo> Ordered()
    {
        var ordered = new List<TensorInfo>();
        long offset = 0;
        foreach (var (name, (type, shape, bytes)) in tensors.OrderByDescending(t => t.Value.Type).ThenBy(t => t.Key, StringComparer.Ordinal))
        {
            ordered.Add(new(name, type, shape, offset, bytes.Length));
            offset += bytes.Length;
        }
        return ordered;
    }
}
