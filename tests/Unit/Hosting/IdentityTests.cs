using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Unit.Hosting;

public sealed class IdentityTests : IDisposable
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("trm-grid-identity-");
    private readonly FixedTime time = new(new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Identity_is_made_once_and_open_to_its_owner_alone()
    {
        using var first = Load();
        using var again = Load();
        Assert.Equal(first.Authority.Certificate.Thumbprint, again.Authority.Certificate.Thumbprint);
        Assert.Equal(first.Server.Thumbprint, again.Server.Thumbprint);
        Assert.Equal(first.PackageKey.KeyId, again.PackageKey.KeyId);
        Assert.Equal(first.Tokens[CallerRole.Operator], again.Tokens[CallerRole.Operator]);
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.GetFiles(Path.Combine(home.FullName, "identity")).Where(file => !file.EndsWith(".crt", StringComparison.Ordinal)))
            Assert.True(File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), $"{file} is open to others");
    }

    [Fact]
    public void Token_gives_its_role_and_no_other_text_does()
    {
        using var identity = Load();
        foreach (var role in (CallerRole[])[CallerRole.Operator, CallerRole.Trainer, CallerRole.Solver, CallerRole.Service])
            Assert.Equal(role, identity.Tokens.RoleOf(identity.Tokens[role]));
        Assert.Null(identity.Tokens.RoleOf(""));
        Assert.Null(identity.Tokens.RoleOf(identity.Tokens[CallerRole.Operator] + "x"));
        Assert.Null(identity.Tokens.RoleOf(identity.Tokens[CallerRole.Operator][..^1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("secret")]
    [InlineData("trmgrid_operator_0123456789abcd\n")]
    public void Token_file_without_a_long_token_is_named_and_never_replaced(string text)
    {
        Load().Dispose();
        var file = Path.Combine(home.FullName, "identity", "operator.token");
        File.WriteAllText(file, text);
        var fault = Assert.Throws<GridStartException>(() => Load());
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        Assert.Contains("delete it for a new token", fault.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(file));
        File.Delete(file);
        using var again = Load();
        Assert.Equal(CallerRole.Operator, again.Tokens.RoleOf(again.Tokens[CallerRole.Operator]));
    }

    [Fact]
    public void Two_roles_with_the_same_token_are_named()
    {
        Load().Dispose();
        var (solver, trainer) = (Path.Combine(home.FullName, "identity", "solver.token"), Path.Combine(home.FullName, "identity", "trainer.token"));
        File.Copy(trainer, solver, overwrite: true);
        var fault = Assert.Throws<GridStartException>(() => Load());
        Assert.Contains(solver, fault.Message, StringComparison.Ordinal);
        Assert.Contains(trainer, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_certificate_is_renewed_near_its_end_and_keeps_its_key()
    {
        using var first = Load();
        var (thumbprint, pin) = (first.Server.Thumbprint, first.ServerPin);
        time.Now += TimeSpan.FromDays(59);
        using var same = Load();
        Assert.Equal(thumbprint, same.Server.Thumbprint);
        time.Now += TimeSpan.FromDays(2);
        using var renewed = Load();
        Assert.NotEqual(thumbprint, renewed.Server.Thumbprint);
        Assert.Equal(pin, renewed.ServerPin);
        Assert.True(CertificateAuthority.IssuedServer(first.Authority.Certificate, renewed.Server, time.Now));
    }

    [Fact]
    public void Server_certificate_is_renewed_while_the_grid_runs_once_for_all_who_ask()
    {
        using var identity = Load();
        var (before, pin) = (identity.Server, identity.ServerPin);
        time.Now += TimeSpan.FromDays(61);
        var asked = new string[16];
        Parallel.For(0, asked.Length, i => asked[i] = identity.Server.Thumbprint);
        var renewed = Assert.Single(asked.Distinct());
        Assert.NotEqual(before.Thumbprint, renewed);
        Assert.Equal(pin, identity.ServerPin);
        // A handshake may still show the one before.
        using var key = before.GetECDsaPrivateKey();
        Assert.NotEmpty(key!.SignHash(new byte[32]));
        using var restarted = Load();
        Assert.Equal(renewed, restarted.Server.Thumbprint);
        time.Now += TimeSpan.FromDays(200);
        Assert.True(CertificateAuthority.IssuedServer(identity.Authority.Certificate, identity.Server, time.Now));
    }

    [Fact]
    public void Server_certificate_is_renewed_also_where_its_file_cannot_be_written()
    {
        using var identity = Load();
        var before = identity.Server.Thumbprint;
        var folder = Path.Combine(home.FullName, "identity");
        Directory.Move(folder, folder + "-away");
        time.Now += TimeSpan.FromDays(61);
        var renewed = identity.Server.Thumbprint;
        Assert.NotEqual(before, renewed);
        Assert.Equal(renewed, identity.Server.Thumbprint);
    }

    [Fact]
    public void Server_certificate_that_ends_with_its_authority_is_not_renewed_at_every_handshake()
    {
        using var identity = Load();
        time.Now = identity.Authority.Certificate.NotAfter.ToUniversalTime() - TimeSpan.FromDays(10);
        Assert.Equal(identity.Server.Thumbprint, identity.Server.Thumbprint);
    }

    [Fact]
    public void Server_certificate_carries_the_names_that_others_use()
    {
        using var first = Load();
        Assert.False(first.Server.MatchesHostname("grid.example"));
        using var named = Load("grid.example", "192.0.2.7");
        Assert.All((string[])["grid.example", "192.0.2.7", "localhost", "127.0.0.1"], name => Assert.True(named.Server.MatchesHostname(name), name));
        Assert.Equal(first.ServerPin, named.ServerPin);
    }

    [Fact]
    public void Device_certificate_names_the_device_and_holds_for_its_time()
    {
        using var identity = Load();
        using var certificate = Device(identity, "robot-7");
        Assert.Equal("robot-7", CertificateAuthority.DeviceOf(certificate));
        Assert.True(identity.Authority.Issued(certificate, time.Now, out _));
        Assert.False(identity.Authority.Issued(certificate, time.Now + Year + TimeSpan.FromDays(1), out _));
        Assert.False(identity.Authority.Issued(certificate, time.Now - TimeSpan.FromDays(1), out _));
        // A server's certificate is none of a device's.
        Assert.False(identity.Authority.Issued(identity.Server, time.Now, out _));
        Assert.False(CertificateAuthority.IssuedServer(identity.Authority.Certificate, certificate, time.Now));
    }

    [Fact]
    public void Device_certificate_of_another_grid_does_not_count()
    {
        using var identity = Load();
        using var other = GridIdentity.LoadOrCreate(new(Path.Combine(home.FullName, "other")), [], time);
        using var certificate = Device(other, "robot-7");
        Assert.False(identity.Authority.Issued(certificate, time.Now, out _));
    }

    [Fact]
    public void Signing_request_that_is_broken_or_of_another_kind_of_key_is_refused()
    {
        using var identity = Load();
        using var rsa = RSA.Create(2048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var tampered = Request(p256);
        tampered[^1] ^= 1;
        byte[][] refused =
        [
            [],
            [1, 2, 3],
            tampered,
            Request(p384),
            new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest(),
        ];
        foreach (var request in refused)
            Assert.Equal(ErrorReason.CsrInvalid, Assert.Throws<GridException>(() => identity.Authority.SignDevice(request, "robot-7", time.Now, Year)).Reason);
    }

    [Fact]
    public void Damaged_authority_is_named_and_never_replaced()
    {
        Load().Dispose();
        var file = Path.Combine(home.FullName, "identity", "authority.pem");
        File.WriteAllText(file, "rubbish");
        var fault = Assert.Throws<GridStartException>(() => Load());
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        Assert.Equal("rubbish", File.ReadAllText(file));
    }

    public void Dispose() => home.Delete(recursive: true);

    private GridIdentity Load(params string[] names) => GridIdentity.LoadOrCreate(new(home.FullName), names, time);

    private X509Certificate2 Device(GridIdentity identity, string id)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return X509CertificateLoader.LoadCertificate(identity.Authority.SignDevice(Request(key), id, time.Now, Year));
    }

    private static byte[] Request(ECDsa key) => new CertificateRequest("CN=wishes", key, HashAlgorithmName.SHA256).CreateSigningRequest();
}
