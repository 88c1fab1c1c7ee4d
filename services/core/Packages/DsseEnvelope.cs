using System.Text;
using Trm.Grid.Packages.Internal;

namespace Trm.Grid.Packages;

/// <summary>One signature of an envelope.</summary>
/// <param name="KeyId">SHA-256 of the signer's SubjectPublicKeyInfo.</param>
/// <param name="Bytes">ECDSA P-256 with SHA-256, DER form (RFC 3279).</param>
public sealed record DsseSignature(Digest KeyId, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// A signed payload, the Dead Simple Signing Envelope v1 (github.com/secure-systems-lab/dsse): what is signed is the pre-authentication encoding
/// of type and payload, so a signature given for one type of content never counts for another.
/// </summary>
public sealed record DsseEnvelope
{
    /// <summary>The type under which manifests are signed.</summary>
    public const string ManifestType = "application/vnd.trm-grid.manifest+json";

    public required string PayloadType { get; init; }

    /// <summary>The signed bytes themselves.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public required IReadOnlyList<DsseSignature> Signatures { get; init; }

    /// <summary>Signs the payload once with each key.</summary>
    public static DsseEnvelope Sign(ReadOnlyMemory<byte> payload, string payloadType, params IReadOnlyList<SigningKey> keys)
    {
        var encoded = Pae(payloadType, payload.Span);
        return new()
        {
            PayloadType = payloadType,
            Payload = payload,
            Signatures = [.. keys.Select(key => new DsseSignature(key.KeyId, key.Sign(encoded)))],
        };
    }

    /// <summary>Signs a manifest's bytes as stored.</summary>
    public static DsseEnvelope SignManifest(ReadOnlyMemory<byte> manifest, params IReadOnlyList<SigningKey> keys) => Sign(manifest, ManifestType, keys);

    /// <summary>Pre-authentication encoding: "DSSEv1", then the length in decimal and the bytes of type and payload, all joined by single spaces.</summary>
    public static byte[] Pae(string payloadType, ReadOnlySpan<byte> payload)
    {
        var head = Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(payloadType)} {payloadType} {payload.Length} ");
        return [.. head, .. payload];
    }

    /// <exception cref="PackageException">Not an envelope.</exception>
    public static DsseEnvelope Parse(ReadOnlySpan<byte> utf8) => DsseJson.Read(utf8);

    /// <summary>The envelope as one line of JSON.</summary>
    public byte[] ToBytes() => DsseJson.Write(this);
}
