using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Trm.Grid.Hosting;

/// <summary>
/// What the server shows: renewed within 30 days of its end, at a start and while the grid runs, by whoever asks for it first then. Its key stays
/// for good. Safe for several threads.
/// </summary>
internal sealed class ServerCertificate : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "::1"];

    private readonly string file;
    private readonly CertificateAuthority authority;
    private readonly string[] names;
    private readonly TimeProvider time;
    private readonly Lock renewing = new();
    private volatile Shown current;

    private ServerCertificate(GridPaths paths, CertificateAuthority authority, IReadOnlyList<string> hostNames, TimeProvider time)
    {
        (this.authority, names, this.time) = (authority, [.. LoopbackNames, .. hostNames], time);
        file = Path.Combine(paths.Identity, "server.pem");
        if (!File.Exists(file))
            Create();
        current = new(PemFile.Read(file));
        if (!names.All(name => current.Certificate.MatchesHostname(name)))
            current = Renewed();
    }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate => Now.Certificate;

    /// <summary>The same, ready for handshakes.</summary>
    public SslStreamCertificateContext Context => Now.Context;

    /// <param name="hostNames">Names and addresses of this machine besides loopback.</param>
    public static ServerCertificate LoadOrCreate(GridPaths paths, CertificateAuthority authority, IReadOnlyList<string> hostNames, TimeProvider time) =>
        new(paths, authority, hostNames, time);

    public void Dispose() => current.Certificate.Dispose();

    private Shown Now
    {
        get
        {
            if (!IsDue(current))
                return current;
            lock (renewing)
                // NOTE: the one before is left to the collector: a handshake may still be showing it.
                return IsDue(current) ? current = Renewed() : current;
        }
    }

    // Nothing outlives the authority: what ends with it is not renewed.
    private bool IsDue(Shown shown) => time.GetUtcNow() >= shown.End - RenewBefore && shown.End < authority.Certificate.NotAfter.ToUniversalTime();

    private void Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Issued(key);
        DurableFile.Write(file, PemFile.Of(made), ownerOnly: true);
    }

    private Shown Renewed()
    {
        using var key = current.Certificate.GetECDsaPrivateKey()!;
        using var made = Issued(key);
        try
        {
            DurableFile.Write(file, PemFile.Of(made), ownerOnly: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next start renews it again: a full disk must not cost a running grid its devices.
        }
        return new(PemFile.ForTls(made));
    }

    private X509Certificate2 Issued(ECDsa key)
    {
        using var bare = authority.IssueServer(key, names, time.GetUtcNow(), Lifetime);
        return bare.CopyWithPrivateKey(key);
    }

    private sealed class Shown(X509Certificate2 certificate)
    {
        public X509Certificate2 Certificate { get; } = certificate;

        public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(certificate, null, offline: true);

        public DateTimeOffset End { get; } = certificate.NotAfter.ToUniversalTime();
    }
}
