using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trm.Grid.Edge.Identity;

namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>Which server's certificate a device takes for its grid's, and what it says of others.</summary>
public sealed class GridTlsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _other;

    public GridTlsTests() => (_authority, _other) = (AuthorityOf("grid one"), AuthorityOf("grid two"));

    [Fact]
    public void Servers_certificate_counts_within_its_life_and_from_the_own_authority_only()
    {
        (X509Certificate2 Shown, TimeSpan Later, string? Fault)[] rows =
        [
            (Issue(_authority, server: true),  TimeSpan.Zero,          null),
            (Issue(_authority, server: true),  TimeSpan.FromDays(-50), null),
            (Issue(_authority, server: true),  TimeSpan.FromDays(50),  "it ended on 2026-03-31 12:00:00Z, and it is 2026-04-20 12:00:00Z"),
            (Issue(_other, server: true),      TimeSpan.Zero,          "it is from CN=grid two, this device's grid is CN=grid one"),
            (Issue(_authority, server: false), TimeSpan.Zero,          "it is none that this device's grid gave a server"),
        ];
        foreach (var (shown, later, fault) in rows)
            using (shown)
            {
                var said = GridTls.FaultOf(shown, _authority, new SettableTime(Now + later));
                Assert.True(fault is null ? said is null : said?.StartsWith(fault, StringComparison.Ordinal) == true, said);
            }
    }

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 AuthorityOf(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        return request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(10));
    }

    private X509Certificate2 Issue(X509Certificate2 authority, bool server)
    {
        var request = new CertificateRequest("CN=127.0.0.1", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        return request.Create(authority, Now.AddDays(-30), Now.AddDays(30), [1, 2, 3]);
    }
}
