using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Trm.Grid.Hosting;

/// <summary>A certificate and its key in one file: they are there together or not at all.</summary>
internal static class PemFile
{
    public static byte[] Of(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    /// <exception cref="GridStartException">The file is damaged.</exception>
    public static X509Certificate2 Read(string file)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(file);
            return ForTls(certificate);
        }
        catch (System.Security.Cryptography.CryptographicException fault)
        {
            throw new GridStartException($"reading {file}: expected a certificate and its key in PEM; restore the file from its backup, or move it away for a new identity (devices must then enrol again)", fault);
        }
    }

    /// <summary>A copy that any platform can show.</summary>
    // NOTE: the way through PKCS #12 is for Windows, whose TLS takes no key that lives in memory alone.
    public static X509Certificate2 ForTls(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
