using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Trm.Grid.Packages.Internal;

/// <summary>Writes JSON with every character as itself: the default would write the + of base64 as an escape, which has two spellings.</summary>
internal static class PlainJson
{
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type, bool indented)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = indented, NewLine = "\n" }))
            JsonSerializer.Serialize(writer, value, type);
        return json.WrittenSpan.ToArray();
    }
}
