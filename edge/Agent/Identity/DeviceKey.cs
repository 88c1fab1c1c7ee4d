using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Identity;

/// <summary>The device's own key, ECDSA P-256; it never leaves the device. Made once, before the first attempt to enrol, so that a repeat has the same key.</summary>
internal static class DeviceKey
{
    /// <summary>For enrolment alone: a key made later would not be the certificate's.</summary>
    public static ECDsa LoadOrCreate(string path)
    {
        if (AtomicFile.ReadIfPresent(path) is { } pem)
            return Parse(path, pem);
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AtomicFile.Write(path, Encoding.ASCII.GetBytes(fresh.ExportPkcs8PrivateKeyPem()), ownerOnly: true);
        return Load(path);
    }

    /// <exception cref="AgentException">KEY_INVALID: there is none, or it is no key.</exception>
    public static ECDsa Load(string path) => AtomicFile.ReadIfPresent(path) is { } pem
        ? Parse(path, pem)
        : throw new AgentException("KEY_INVALID", $"reading the device's key {path}: expected a PEM private key, there is none; enrol again with a new token");

    /// <summary>PKCS #10, DER. The grid chooses the name in the certificate.</summary>
    public static byte[] SigningRequest(ECDsa key) => new CertificateRequest("CN=device", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    private static ECDsa Parse(string path, byte[] pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Encoding.ASCII.GetString(pem));
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new AgentException("KEY_INVALID", $"reading the device's key {path}: expected a PEM private key ({e.Message}); delete the folder's identity and enrol again with a new token", e);
        }
    }
}
