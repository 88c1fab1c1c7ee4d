using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Storage;
using PackageException = Trm.Grid.Packages.PackageException;
using TrustedKeys = Trm.Grid.Packages.TrustedKeys;

namespace Trm.Grid.Edge.Identity;

/// <summary>Who this device is, to whom it belongs, and whose packages it runs.</summary>
internal sealed class DeviceIdentity
{
    private readonly AgentHome _home;
    private readonly Lock _lock = new();
    private IdentityRecord _record;
    private TrustedKeys _trusted;

    private DeviceIdentity(AgentHome home, IdentityRecord record)
    {
        (_home, _record, _trusted) = (home, record, TrustedKeys.FromPem(record.TrustedKeys));
        Authority = X509CertificateLoader.LoadCertificate(record.Authority);
    }

    public string DeviceId => _record.DeviceId;

    public Uri Server => new(_record.Server);

    public X509Certificate2 Authority { get; }

    /// <summary>The device's certificate, DER.</summary>
    public byte[] Certificate => Volatile.Read(ref _record).Certificate;

    public TrustedKeys Trusted => Volatile.Read(ref _trusted);

    public DateTimeOffset ServerTime => _record.ServerTime;

    /// <exception cref="AgentException">NOT_ENROLLED, IDENTITY_INVALID, KEY_INVALID.</exception>
    public static DeviceIdentity Load(AgentHome home)
    {
        var bytes = AtomicFile.ReadIfPresent(home.Identity)
            ?? throw new AgentException("NOT_ENROLLED", $"reading {home.Identity}: the device has not enrolled; run `trm-edge enrol --token TOKEN --home {home.Folder}` first");
        try
        {
            var record = JsonSerializer.Deserialize(bytes, AgentJson.Default.IdentityRecord) ?? throw new JsonException("expected an identity, got null");
            if (!Uri.TryCreate(record.Server, UriKind.Absolute, out var server) || server.Scheme != Uri.UriSchemeHttps)
                throw new JsonException($"expected the grid's address https://HOST:PORT, got '{record.Server}'");
            var identity = new DeviceIdentity(home, record);
            identity.RequireOwnKey();
            return identity;
        }
        catch (Exception e) when (e is JsonException or PackageException or CryptographicException or FormatException or ArgumentException)
        {
            var why = e is JsonException { Path: { } place } ? $"something is missing, null or of another kind at {place}" : e.Message.TrimEnd('.');
            throw new AgentException("IDENTITY_INVALID", $"reading {home.Identity}: {why}; enrol again with a new token", e);
        }
    }

    /// <summary>With another key than the certificate's the grid does not let the device in, and nobody believes the paths that it signs.</summary>
    private void RequireOwnKey()
    {
        using var key = OpenKey();
        using var certificate = X509CertificateLoader.LoadCertificate(_record.Certificate);
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            throw new CryptographicException($"the device's certificate is for another key than {_home.Key}");
    }

    public static void Save(AgentHome home, IdentityRecord record) =>
        AtomicFile.Write(home.Identity, JsonSerializer.SerializeToUtf8Bytes(record, AgentJson.Default.IdentityRecord), ownerOnly: true);

    /// <summary>The certificate with the device's key, for TLS. The caller disposes it.</summary>
    public X509Certificate2 OpenCertificate()
    {
        using var key = OpenKey();
        using var certificate = X509CertificateLoader.LoadCertificate(_record.Certificate);
        return certificate.CopyWithPrivateKey(key);
    }

    public ECDsa OpenKey() => DeviceKey.Load(_home.Key);

    /// <summary>When two thirds of the certificate's life are over.</summary>
    public DateTimeOffset RenewAt
    {
        get
        {
            using var certificate = X509CertificateLoader.LoadCertificate(_record.Certificate);
            DateTimeOffset from = certificate.NotBefore, until = certificate.NotAfter;
            return from + ((until - from) * (2.0 / 3));
        }
    }

    public void Renew(byte[] certificate, DateTimeOffset serverTime) => Change(r => r with { Certificate = certificate, ServerTime = serverTime });

    /// <returns>Whether the keys are others than before.</returns>
    public bool Trust(IEnumerable<TrustedKey> keys)
    {
        var pem = Pem(keys);
        if (pem == _record.TrustedKeys)
            return false;
        Change(r => r with { TrustedKeys = pem });
        return true;
    }

    public static string Pem(IEnumerable<TrustedKey> keys) => string.Concat(keys.Select(k => PemEncoding.WriteString("PUBLIC KEY", k.PublicKey.Span) + "\n"));

    private void Change(Func<IdentityRecord, IdentityRecord> change)
    {
        lock (_lock)
        {
            var record = change(_record);
            var trusted = TrustedKeys.FromPem(record.TrustedKeys);
            try
            {
                Save(_home, record);
            }
            catch (IOException e) when (DiskSpace.Refuses(e))
            {
                // It holds until a restart; the grid tells it again at every connection.
            }
            Volatile.Write(ref _record, record);
            Volatile.Write(ref _trusted, trusted);
        }
    }
}
