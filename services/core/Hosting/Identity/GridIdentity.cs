using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trm.Grid.Packages;

namespace Trm.Grid.Hosting;

/// <summary>Who this grid is: its authority, its server's certificate, its tokens, and the key that signs packages. Made at first start, in the data folder.</summary>
public sealed class GridIdentity : IDisposable
{
    private readonly ServerCertificate server;

    private GridIdentity(CertificateAuthority authority, ServerCertificate server, GridTokens tokens, SigningKey signing) =>
        (Authority, this.server, Tokens, PackageKey) = (authority, server, tokens, signing);

    public CertificateAuthority Authority { get; }

    /// <summary>What the server shows now; it is renewed within 30 days of its end. Its key stays for good.</summary>
    public X509Certificate2 Server => server.Certificate;

    /// <summary>The server's certificate, ready for handshakes; asked for at each of them.</summary>
    internal SslStreamCertificateContext ServerContext => server.Context;

    /// <summary>SHA-256 of the server key's SubjectPublicKeyInfo, hex: by it a device knows the grid before it has the authority's certificate.</summary>
    public string ServerPin => PinOf(Server);

    public GridTokens Tokens { get; }

    /// <summary>Signs the packages that this grid registers.</summary>
    public SigningKey PackageKey { get; }

    /// <summary>SHA-256 of a certificate's SubjectPublicKeyInfo, hex.</summary>
    public static string PinOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Reads the identity, making what is missing. Only while holding the data folder.</summary>
    /// <param name="hostNames">Names and addresses of this machine that the server's certificate shall carry besides loopback.</param>
    public static GridIdentity LoadOrCreate(GridPaths paths, IReadOnlyList<string> hostNames, TimeProvider time)
    {
        paths.Create();
        var authority = CertificateAuthority.LoadOrCreate(paths, time.GetUtcNow());
        return new(authority, ServerCertificate.LoadOrCreate(paths, authority, hostNames, time), GridTokens.LoadOrCreate(paths), SigningKeyOf(paths));
    }

    public void Dispose()
    {
        Authority.Dispose();
        server.Dispose();
        PackageKey.Dispose();
    }

    private static SigningKey SigningKeyOf(GridPaths paths)
    {
        var file = Path.Combine(paths.Identity, "packages.pem");
        if (!File.Exists(file))
        {
            using var key = SigningKey.Create();
            var beside = file + ".new";
            File.Delete(beside);
            key.Save(beside);
            File.Move(beside, file);
        }
        return SigningKey.Load(file);
    }
}
