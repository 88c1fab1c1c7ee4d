using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Trm.Grid.Packages.Internal;

namespace Trm.Grid.Packages;

/// <summary>A SHA-256 in its only written form, <c>sha256:</c> and 64 lower-case hexadecimal digits. The default value is empty and names nothing.</summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest : IComparable<Digest>
{
    private const string Prefix = "sha256:";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private readonly string? text;

    private Digest(string text) => this.text = text;

    public bool IsEmpty => text is null;

    /// <summary>The 64 digits alone, as file names use them.</summary>
    public string Hex => text is null ? "" : text[Prefix.Length..];

    public static Digest Of(ReadOnlySpan<byte> bytes) => FromHash(SHA256.HashData(bytes));

    /// <summary>Digest of the stream from its position to its end.</summary>
    public static Digest Of(Stream stream) => FromHash(SHA256.HashData(stream));

    /// <summary>Digest of the text's UTF-8 bytes.</summary>
    public static Digest OfText(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static Digest OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Of(stream);
    }

    /// <param name="hash">The 32 bytes of a finished SHA-256.</param>
    public static Digest FromHash(ReadOnlySpan<byte> hash) => hash.Length == SHA256.HashSizeInBytes
        ? new(Prefix + Convert.ToHexStringLower(hash))
        : throw new ArgumentException($"a SHA-256 has {SHA256.HashSizeInBytes} bytes, got {hash.Length}", nameof(hash));

    public static Digest Parse(string text) => TryParse(text, out var digest)
        ? digest
        : throw new PackageException(PackageReasons.DigestInvalid,
            $"reading a digest: expected sha256: and 64 lower-case hexadecimal digits, got '{Shown.Of(text)}'; copy it whole from where it was printed");

    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        var right = text is { Length: 71 } && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAnyExcept(HexDigits);
        digest = right ? new Digest(text!) : default;
        return right;
    }

    public int CompareTo(Digest other) => string.CompareOrdinal(text, other.text);

    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;

    public override string ToString() => text ?? "";
}
