using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trm.Grid.Packages;

namespace Trm.Grid.Hosting;

/// <summary>Who this grid is: its authority, its server's certificate, its tokens, and the key that signs packages. Made at first start, in the data folder.</summary>
public sealed class GridIdentity : IDisposable
{
    private static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "::1"];

    private GridIdentity(CertificateAuthority authority, X509Certificate2 server, GridTokens tokens, SigningKey signing) =>
        (Authority, Server, Tokens, PackageKey) = (authority, server, tokens, signing);

    public CertificateAuthority Authority { get; }

    /// <summary>What the server shows; renewed at a start within 30 days of its end. Its key stays for good.</summary>
    public X509Certificate2 Server { get; }

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
        var now = time.GetUtcNow();
        var authority = CertificateAuthority.LoadOrCreate(paths, now);
        return new(authority, ServerOf(paths, authority, hostNames, now), GridTokens.LoadOrCreate(paths), SigningKeyOf(paths));
    }

    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
        PackageKey.Dispose();
    }

    private static X509Certificate2 ServerOf(GridPaths paths, CertificateAuthority authority, IReadOnlyList<string> hostNames, DateTimeOffset now)
    {
        var file = Path.Combine(paths.Identity, "server.pem");
        string[] names = [.. LoopbackNames, .. hostNames];
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(file))
        {
            var existing = PemFile.Read(file);
            if (existing.NotAfter.ToUniversalTime() - now > RenewBefore && names.All(name => existing.MatchesHostname(name)))
                return existing;
            using (existing)
            using (var old = existing.GetECDsaPrivateKey()!)
                key.ImportPkcs8PrivateKey(old.ExportPkcs8PrivateKey(), out _);
        }
        using var bare = authority.IssueServer(key, names, now, ServerLifetime);
        using var made = bare.CopyWithPrivateKey(key);
        DurableFile.Write(file, PemFile.Of(made), ownerOnly: true);
        return PemFile.Read(file);
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
