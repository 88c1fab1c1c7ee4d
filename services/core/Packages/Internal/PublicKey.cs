using System.Security.Cryptography;

namespace Trm.Grid.Packages.Internal;

/// <summary>A P-256 public key and its id.</summary>
/// <param name="Spki">SubjectPublicKeyInfo, DER.</param>
internal sealed record PublicKey(byte[] Spki)
{
    public Digest KeyId { get; } = Digest.Of(Spki);

    public string Pem => PemEncoding.WriteString("PUBLIC KEY", Spki);

    public static PublicKey Import(byte[] spki)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(spki, out var read);
            RequireP256(key);
            if (read != spki.Length)
                throw new CryptographicException($"{spki.Length - read} bytes too many");
            return new(spki);
        }
        catch (CryptographicException fault)
        {
            throw new PackageException(PackageReasons.KeyInvalid, $"reading a public key: expected an ECDSA P-256 key, got {fault.Message}; export it again as PEM", fault);
        }
    }

    public static void RequireP256(ECDsa key)
    {
        // NOTE: the OID value differs by platform in form (name only, value only), the field size does not.
        if (key.KeySize != 256 || key.ExportParameters(false).Curve.Oid is not ({ Value: "1.2.840.10045.3.1.7" } or { FriendlyName: "nistP256" or "ECDSA_P256" }))
            throw new CryptographicException($"a key of {key.KeySize} bits on another curve");
    }

    public bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        // ECDsa objects are not safe for several threads at once: one a check.
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Spki, out _);
        try
        {
            return key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            // Bytes that are no DER signature at all: on some platforms an exception, here the same as a wrong one.
            return false;
        }
    }
}
