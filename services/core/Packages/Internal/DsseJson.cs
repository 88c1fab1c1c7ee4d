using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trm.Grid.Packages.Internal;

internal static class DsseJson
{
    private const int MaxBytes = 4 << 20;
    private const int MaxSignatures = 16;

    public static DsseEnvelope Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            throw new PackageException(PackageReasons.TooLarge, $"reading a signature envelope: expected at most {MaxBytes} bytes, got {utf8.Length}; this is not an envelope");
        try
        {
            var text = JsonSerializer.Deserialize(utf8, DsseJsonContext.Default.EnvelopeText) ?? throw new JsonException("expected an object, got null");
            if (text.Signatures.Length > MaxSignatures)
                throw new JsonException($"expected at most {MaxSignatures} signatures, got {text.Signatures.Length}");
            return new()
            {
                PayloadType = text.PayloadType,
                Payload = Bytes(text.Payload, "payload"),
                Signatures = [.. text.Signatures.Select(s => new DsseSignature((s ?? throw new JsonException("a signature is null")).KeyId, Bytes(s.Sig, "sig")))],
            };
        }
        catch (JsonException fault)
        {
            throw new PackageException(PackageReasons.SignatureInvalid,
                $"reading a signature envelope: {Shown.Of(fault.Message)}; expected a DSSE envelope; fetch the file again", fault);
        }
    }

    public static byte[] Write(DsseEnvelope envelope) => PlainJson.Write(
        new EnvelopeText
        {
            PayloadType = envelope.PayloadType,
            Payload = Convert.ToBase64String(envelope.Payload.Span),
            Signatures = [.. envelope.Signatures.Select(s => new SignatureText { KeyId = s.KeyId, Sig = Convert.ToBase64String(s.Bytes.Span) })],
        },
        DsseJsonContext.Default.EnvelopeText,
        indented: false);

    /// <summary>Base64 has one form per content here: unused bits must be zero and white space is refused, so no changed byte goes unseen.</summary>
    private static byte[] Bytes(string base64, string field)
    {
        var bytes = new byte[base64.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(base64, bytes, out var count) && Convert.ToBase64String(bytes, 0, count) == base64
            ? bytes[..count]
            : throw new JsonException($"'{field}' is not canonical base64");
    }
}

internal sealed record EnvelopeText
{
    public required string PayloadType { get; init; }

    public required string Payload { get; init; }

    public required SignatureText[] Signatures { get; init; }
}

internal sealed record SignatureText
{
    [JsonPropertyName("keyid")]
    public required Digest KeyId { get; init; }

    public required string Sig { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(EnvelopeText))]
internal sealed partial class DsseJsonContext : JsonSerializerContext;
