using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Identity;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Tests.Unit.Edge;

public sealed class DeviceIdentityTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Loose = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly EdgeFolder _folder = new();
    private readonly AgentHome _home;
    private readonly IdentityRecord _record;

    public DeviceIdentityTests()
    {
        _home = new AgentHome(_folder.Path);
        using var key = DeviceKey.LoadOrCreate(_home.Key);
        var certificate = CertificateOf(key);
        _record = new("robot-7", "https://127.0.0.1:7443/", certificate, certificate, "", Now);
        DeviceIdentity.Save(_home, _record);
    }

    [Fact]
    public void Identity_that_enrolment_wrote_is_read_again()
    {
        var identity = DeviceIdentity.Load(_home);
        Assert.Equal(("robot-7", new Uri("https://127.0.0.1:7443/"), Now), (identity.DeviceId, identity.Server, identity.ServerTime));
    }

    [Fact]
    public void Key_that_is_gone_is_told_and_not_made_anew()
    {
        File.Delete(_home.Key);
        Refused("KEY_INVALID", "there is none; enrol again with a new token");
        Assert.False(File.Exists(_home.Key));
    }

    [Fact]
    public void Key_that_is_no_key_or_not_the_certificates_is_told()
    {
        File.WriteAllText(_home.Key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Refused("KEY_INVALID", "enrol again with a new token");
        File.Delete(_home.Key);
        DeviceKey.LoadOrCreate(_home.Key).Dispose();
        Refused("IDENTITY_INVALID", "the device's certificate is for another key");
    }

    [Fact]
    public void Every_broken_field_is_told_without_a_trace()
    {
        IdentityRecord[] rows =
        [
            _record with { Server = "nonsense" },
            _record with { Server = "http://127.0.0.1:7443/" },
            _record with { Certificate = [1, 2, 3] },
            _record with { Certificate = [] },
            _record with { Authority = [1, 2, 3] },
            _record with { Authority = [] },
            _record with { TrustedKeys = "nonsense" },
            _record with { TrustedKeys = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n" },
            _record with { TrustedKeys = null! },
            _record with { DeviceId = null! },
        ];
        foreach (var broken in rows)
        {
            File.WriteAllText(_home.Identity, JsonSerializer.Serialize(broken, Loose));
            Refused("IDENTITY_INVALID", "enrol again with a new token");
        }
        foreach (var text in (string[])["{}", "null", "[]", "", "{\"device_id\": "])
        {
            File.WriteAllText(_home.Identity, text);
            Refused("IDENTITY_INVALID", "enrol again with a new token");
        }
        File.Delete(_home.Identity);
        Refused("NOT_ENROLLED", "trm-edge enrol");
    }

    public void Dispose() => _folder.Dispose();

    private void Refused(string reason, string words)
    {
        var fault = Assert.Throws<AgentException>(() => DeviceIdentity.Load(_home));
        Assert.Equal(reason, fault.Reason);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    private static byte[] CertificateOf(ECDsa key)
    {
        using var certificate = new CertificateRequest("CN=robot-7", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-1), Now.AddYears(1));
        return certificate.RawData;
    }
}
