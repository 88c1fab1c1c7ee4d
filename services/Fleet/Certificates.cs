using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>
/// Which certificates of which devices count: those in a device's list. Enrolling with a new token begins the list anew, renewing adds to it,
/// revoking empties it. Held in memory, because every call of every device asks.
/// </summary>
internal sealed class Certificates(
    [FromKeyedServices(GridRoles.Fleet)] IStateStore state, GridIdentity identity, FleetTimes times, TimeProvider clock) : IDeviceRevocation, IDisposable
{
    private const string Table = "certificates";
    // The one in use, and those whose answer may have been lost on the way.
    private const int Kept = 4;
    private readonly ConcurrentDictionary<string, string[]> _valid = new(Load(state));
    private readonly SemaphoreSlim _publishing = new(1, 1);

    public bool IsRevoked(string deviceId, string serialNumber) => !_valid.TryGetValue(deviceId, out var serials) || !serials.Contains(serialNumber);

    /// <summary>Hash of the public key in a signing request, hex.</summary>
    /// <exception cref="GridException">CSR_INVALID.</exception>
    public static string KeyOf(byte[] signingRequest)
    {
        try
        {
            var key = CertificateRequest.LoadSigningRequest(signingRequest, HashAlgorithmName.SHA256).PublicKey;
            return Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new GridException(ErrorReason.CsrInvalid, "reading a signing request: expected PKCS #10 in DER, signed by its own key; the bytes are not that", fault);
        }
    }

    /// <exception cref="GridException">CSR_INVALID.</exception>
    public X509Certificate2 Sign(byte[] signingRequest, string deviceId) =>
        X509CertificateLoader.LoadCertificate(identity.Authority.SignDevice(signingRequest, deviceId, clock.GetUtcNow(), times.CertificateLifetime));

    /// <summary>Adds a certificate to its device's list, or begins the list with it. <see cref="PublishAsync"/> makes it count, once the transaction is through.</summary>
    public static void Admit(IStateTransaction s, string deviceId, string serialNumber, bool anew)
    {
        string[] serials = [serialNumber, .. anew ? [] : Read(s.Get(Table, deviceId)).Take(Kept - 1)];
        s.Put(Table, deviceId, JsonSerializer.SerializeToUtf8Bytes(serials));
    }

    public static void Revoke(IStateTransaction s, string deviceId) => s.Delete(Table, deviceId);

    /// <summary>
    /// Makes a device's list count, as it is stored now: of a renewal and a revocation at the same time the later transaction holds, whichever of
    /// them comes here last. Not to be given up between the two, hence no cancelling.
    /// </summary>
    public async Task PublishAsync(string deviceId)
    {
        await _publishing.WaitAsync();
        try
        {
            _valid[deviceId] = await state.ReadAsync(s => Read(s.Get(Table, deviceId)).ToArray());
        }
        finally
        {
            _publishing.Release();
        }
    }

    public void Dispose() => _publishing.Dispose();

    private static IEnumerable<KeyValuePair<string, string[]>> Load(IStateStore state) =>
        state.ReadAsync(s => s.List(Table, "", null, int.MaxValue)).GetAwaiter().GetResult().Select(r => KeyValuePair.Create(r.Key, Read(r.Value)));

    private static string[] Read(byte[]? bytes) => bytes is null ? [] : JsonSerializer.Deserialize<string[]>(bytes)!;
}
