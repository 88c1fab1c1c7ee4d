using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Identity;

/// <summary>The device's own key, ECDSA P-256; it never leaves the device. Made once, before the first attempt to enrol, so that a repeat has the same key.</summary>
internal static class DeviceKey
{
    public static ECDsa LoadOrCreate(string path)
    {
        if (AtomicFile.ReadIfPresent(path) is { } pem)
            return Load(path, pem);
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AtomicFile.Write(path, Encoding.ASCII.GetBytes(fresh.ExportPkcs8PrivateKeyPem()), ownerOnly: true);
        return Load(path, File.ReadAllBytes(path));
    }

    /// <summary>PKCS #10, DER. The grid chooses the name in the certificate.</summary>
    public static byte[] SigningRequest(ECDsa key) => new CertificateRequest("CN=device", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    private static ECDsa Load(string path, byte[] pem)
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
