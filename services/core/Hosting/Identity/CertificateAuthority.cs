using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>The grid's own certificate authority, ECDSA P-256. Its word is the only one that counts on the devices' endpoint.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private const string P256 = "1.2.840.10045.3.1.7";

    // Clocks differ, and a board's more than others.
    private static readonly TimeSpan Backdated = TimeSpan.FromHours(1);
    private static readonly TimeSpan OwnLifetime = TimeSpan.FromDays(20 * 365);

    private readonly X509Certificate2 withKey;

    private CertificateAuthority(X509Certificate2 withKey)
    {
        this.withKey = withKey;
        Certificate = X509CertificateLoader.LoadCertificate(withKey.RawData);
    }

    /// <summary>The authority's certificate, without its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Signs a device's request (PKCS #10, DER, ECDSA P-256). Of the request only the public key is used.</summary>
    /// <returns>The certificate, DER; its common name is the device's id.</returns>
    /// <exception cref="GridException">CSR_INVALID.</exception>
    public byte[] SignDevice(byte[] signingRequest, string deviceId, DateTimeOffset now, TimeSpan lifetime)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN={deviceId}"), KeyOf(signingRequest), HashAlgorithmName.SHA256);
        using var certificate = Issue(request, ClientUse, now, lifetime);
        return certificate.RawData;
    }

    /// <summary>The device that a certificate of ours names.</summary>
    public static string DeviceOf(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>Whether this authority issued the client certificate, and it holds now. Nothing of the system's trust counts.</summary>
    public bool Issued(X509Certificate2 certificate, DateTimeOffset now, out string fault)
    {
        using var chain = ChainAt(now);
        chain.ChainPolicy.ApplicationPolicy.Add(ClientUse);
        var good = chain.Build(certificate);
        fault = string.Join(", ", chain.ChainStatus.Select(status => status.Status));
        return good;
    }

    /// <summary>Whether a server shows a certificate of this authority, given as its certificate alone.</summary>
    public static bool IssuedServer(X509Certificate2 authority, X509Certificate2 server, DateTimeOffset now)
    {
        using var chain = ChainTo(authority, now);
        chain.ChainPolicy.ApplicationPolicy.Add(ServerUse);
        return chain.Build(server);
    }

    public void Dispose()
    {
        withKey.Dispose();
        Certificate.Dispose();
    }

    internal static CertificateAuthority LoadOrCreate(GridPaths paths, DateTimeOffset now)
    {
        var file = Path.Combine(paths.Identity, "authority.pem");
        if (!File.Exists(file))
            DurableFile.Write(file, PemFile.Of(Create(now)), ownerOnly: true);
        var authority = new CertificateAuthority(PemFile.Read(file));
        DurableFile.Write(paths.AuthorityFile, System.Text.Encoding.ASCII.GetBytes(authority.Certificate.ExportCertificatePem() + "\n"));
        return authority;
    }

    /// <summary>A server certificate over an existing key, for these names and addresses.</summary>
    internal X509Certificate2 IssueServer(ECDsa key, IEnumerable<string> names, DateTimeOffset now, TimeSpan lifetime)
    {
        var request = new CertificateRequest("CN=Trm.Grid", key, HashAlgorithmName.SHA256);
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternative.AddIpAddress(address);
            else
                alternative.AddDnsName(name);
        }
        request.CertificateExtensions.Add(alternative.Build());
        return Issue(request, ServerUse, now, lifetime);
    }

    private X509Certificate2 Issue(CertificateRequest request, Oid use, DateTimeOffset now, TimeSpan lifetime)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(withKey, true, false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        var end = now + lifetime < withKey.NotAfter ? now + lifetime : withKey.NotAfter;
        return request.Create(withKey, now - Backdated, end, serial);
    }

    private static X509Certificate2 Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // Each grid's authority has its own name: a chain is then built to one of them, never tried against another.
        var name = $"CN=Trm.Grid authority {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now - Backdated, now + OwnLifetime);
    }

    private static PublicKey KeyOf(byte[] signingRequest)
    {
        try
        {
            var key = CertificateRequest.LoadSigningRequest(signingRequest, HashAlgorithmName.SHA256).PublicKey;
            using var ecdsa = key.GetECDsaPublicKey();
            if (ecdsa?.ExportParameters(false).Curve.Oid.Value == P256)
                return key;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new GridException(ErrorReason.CsrInvalid, "signing a device's certificate: expected a PKCS #10 request in DER, signed by its own key; the bytes are not that", fault);
        }
        throw new GridException(ErrorReason.CsrInvalid, "signing a device's certificate: expected an ECDSA P-256 key in the request; make the key anew");
    }

    private X509Chain ChainAt(DateTimeOffset now) => ChainTo(Certificate, now);

    private static X509Chain ChainTo(X509Certificate2 authority, DateTimeOffset now)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain;
    }
}
