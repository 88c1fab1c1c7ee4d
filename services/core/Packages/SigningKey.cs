using System.Security.Cryptography;
using Trm.Grid.Packages.Internal;

namespace Trm.Grid.Packages;

/// <summary>The private key that signs manifests: ECDSA P-256. Safe for several threads. Dispose it.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa key;
    private readonly Lock oneAtATime = new();

    private SigningKey(ECDsa key)
    {
        this.key = key;
        Public = new(key.ExportSubjectPublicKeyInfo());
    }

    internal PublicKey Public { get; }

    /// <summary>SHA-256 of the public key's SubjectPublicKeyInfo.</summary>
    public Digest KeyId => Public.KeyId;

    public string PublicKeyPem => Public.Pem;

    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private key: PEM, PKCS#8 or SEC 1, not encrypted.</summary>
    public static SigningKey Parse(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            PublicKey.RequireP256(key);
            key.SignHash(new byte[32]);
            return new(key);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new PackageException(PackageReasons.KeyInvalid, "reading a signing key: expected the PEM of an ECDSA P-256 private key without a passphrase; restore the key file from its backup", fault);
        }
    }

    public static SigningKey Load(string path) => Parse(File.ReadAllText(path));

    /// <summary>Writes the private key as PKCS#8 PEM, readable by its owner only. An existing file is never replaced: that key may have signed something.</summary>
    public void Save(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        lock (oneAtATime)
            file.Write(System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <returns>DER signature (RFC 3279) over the SHA-256 of the content.</returns>
    public byte[] Sign(ReadOnlySpan<byte> content)
    {
        lock (oneAtATime)
            return key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public void Dispose() => key.Dispose();
}
