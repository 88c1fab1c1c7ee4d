using System.Text.Json;

namespace Trm.Grid.Packages.Internal;

/// <summary>
/// The JSON at the front of a safetensors file (github.com/huggingface/safetensors): by tensor name its dtype, shape and data_offsets, and strings
/// under <c>__metadata__</c>.
/// </summary>
internal sealed record SafetensorsHeader(IReadOnlyList<TensorInfo> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The format's own bound.</summary>
    public const int MaxBytes = 100_000_000;

    private const string MetadataName = "__metadata__";

    public static SafetensorsHeader Read(ReadOnlySpan<byte> json, long dataLength, string path)
    {
        try
        {
            // Begins with '{' by the format; this refuses leading white space, which the JSON reader would take.
            if (json.IsEmpty || json[0] != '{')
                throw Fault(path, "expected a JSON object as its header");
            var reader = new Utf8JsonReader(json);
            if (!JsonDocument.TryParseValue(ref reader, out var document))
                throw Fault(path, "expected a JSON object as its header");
            using (document)
            {
                if (json[(int)reader.BytesConsumed..].ContainsAnyExcept((byte)' '))
                    throw Fault(path, "expected nothing but spaces after the header's object");
                return Read(document.RootElement, dataLength, path);
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            // InvalidOperation: a value of another kind than asked for, or a name that is no UTF-8. Overflow: a shape beyond 64 bits.
            throw new PackageException(PackageReasons.TensorsInvalid, $"reading {path}: its header is not that of a safetensors file ({Shown.Of(fault.Message)}); fetch the file again", fault);
        }
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<TensorInfo> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        writer.WriteStartObject();
        if (metadata.Any())
        {
            writer.WriteStartObject(MetadataName);
            foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                writer.WriteString(key, value);
            writer.WriteEndObject();
        }
        foreach (var tensor in tensors)
        {
            writer.WriteStartObject(tensor.Name);
            writer.WriteString("dtype", NameOf(tensor.Type));
            writer.WriteStartArray("shape");
            foreach (var side in tensor.Shape)
                writer.WriteNumberValue(side);
            writer.WriteEndArray();
            writer.WriteStartArray("data_offsets");
            writer.WriteNumberValue(tensor.Offset);
            writer.WriteNumberValue(tensor.Offset + tensor.ByteCount);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    public static bool IsName(string name) => name.Length > 0 && name != MetadataName;

    public static PackageException Fault(string path, string what) =>
        new(PackageReasons.TensorsInvalid, $"reading {path}: {what}; the file is damaged or no safetensors file, fetch it again");

    private static SafetensorsHeader Read(JsonElement root, long dataLength, string path)
    {
        var tensors = new List<TensorInfo>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in root.EnumerateObject())
        {
            if (!names.Add(field.Name))
                throw Fault(path, $"'{Shown.Of(field.Name)}' stands twice in its header");
            if (field.Name == MetadataName)
                foreach (var entry in field.Value.EnumerateObject())
                    metadata[entry.Name] = entry.Value.GetString() ?? throw Fault(path, "expected text in its metadata, got null");
            else
                tensors.Add(ReadTensor(field, path));
        }
        tensors.Sort((a, b) => (a.Offset, a.ByteCount).CompareTo((b.Offset, b.ByteCount)));
        long end = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.Offset != end)
                throw Fault(path, $"'{Shown.Of(tensor.Name)}' begins at byte {tensor.Offset} of the data, expected {end}: tensors must neither overlap nor leave gaps");
            end = checked(end + tensor.ByteCount);
        }
        return end == dataLength ? new(tensors, metadata) : throw Fault(path, $"expected {end} bytes of data, got {dataLength}");
    }

    private static TensorInfo ReadTensor(JsonProperty field, string path)
    {
        var (name, value) = (field.Name, field.Value);
        if (!value.TryGetProperty("dtype", out var dtype) || !value.TryGetProperty("shape", out var shape) || !value.TryGetProperty("data_offsets", out var offsets) || offsets.GetArrayLength() != 2)
            throw Fault(path, $"'{Shown.Of(name)}' lacks dtype, shape or two data_offsets");
        var sides = shape.EnumerateArray().Select(side => side.GetInt64()).ToArray();
        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        if (begin < 0 || end < begin || Array.Exists(sides, side => side < 0))
            throw Fault(path, $"'{Shown.Of(name)}' has negative sides or offsets that run backwards");
        var tensor = new TensorInfo(name, TypeOf(dtype.GetString(), name, path), sides, begin, end - begin);
        var expected = checked(tensor.Count * TensorInfo.SizeOf(tensor.Type));
        return tensor.ByteCount == expected ? tensor : throw Fault(path, $"'{Shown.Of(name)}' has {tensor.ByteCount} bytes, its shape asks for {expected}");
    }

    private static TensorType TypeOf(string? dtype, string name, string path)
    {
        foreach (var type in Enum.GetValues<TensorType>())
            if (NameOf(type) == dtype)
                return type;
        throw new PackageException(PackageReasons.TensorsInvalid,
            $"reading {path}: '{Shown.Of(name)}' is of type '{Shown.Of(dtype)}', expected one of {string.Join(", ", Enum.GetValues<TensorType>().Select(NameOf))}; convert it first");
    }

    private static string NameOf(TensorType type) => type switch
    {
        TensorType.Bool => "BOOL",
        TensorType.U8 => "U8",
        TensorType.F16 => "F16",
        TensorType.BF16 => "BF16",
        TensorType.I32 => "I32",
        TensorType.F32 => "F32",
        TensorType.F64 => "F64",
        _ => "I64",
    };
}
