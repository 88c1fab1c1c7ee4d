using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>One-time tokens with which devices join. Only the hash of a token's secret is kept.</summary>
internal sealed partial class JoinTokens(
    [FromKeyedServices(GridRoles.Fleet)] IStateStore state, GridIdentity identity, GridAddress address, FleetTimes times, TimeProvider clock)
{
    private const string Table = "join_tokens";
    private const string Keys = "join_token_keys";
    private readonly RequestIds<CreateJoinTokenRequest> _requests = new("CreateJoinToken", CreateJoinTokenRequest.Parser);

    public async Task<CreateJoinTokenResponse> CreateAsync(CreateJoinTokenRequest request, CancellationToken cancel)
    {
        var lifetime = request.Lifetime?.ToTimeSpan() ?? times.JoinTokenLifetime;
        Require(request, lifetime);
        var (secret, record) = await state.WriteAsync(s => Create(s, request, lifetime), cancel);
        var endpoint = address.Endpoints.Devices;
        return new CreateJoinTokenResponse
        {
            Token = JoinTokenText.Write(secret, identity.ServerPin, endpoint),
            DeviceId = record.DeviceId,
            ExpiresAt = record.ExpiresAt.ToTimestamp(),
            DeviceEndpoint = endpoint.ToString(),
        };
    }

    /// <summary>
    /// Uses a token up for a public key; a repeat with the same key within the token's life is answered again, since the first answer may have
    /// been lost. Runs inside the transaction that makes the device.
    /// </summary>
    /// <returns>The token's record, and whether this is its first use.</returns>
    /// <exception cref="GridException">JOIN_TOKEN_INVALID.</exception>
    public (JoinTokenRecord Token, bool First) Redeem(IStateTransaction s, string text, string key)
    {
        if (JoinTokenText.SecretOf(text) is not { } secret || s.Get(Table, Hash(secret)) is not { } bytes)
            throw Invalid("this grid did not give it");
        var record = JsonSerializer.Deserialize<JoinTokenRecord>(bytes)!;
        if (record.ExpiresAt <= clock.GetUtcNow())
            throw Invalid($"its life ended at {record.ExpiresAt:u}");
        if (record.Key is not null && record.Key != key)
            throw Invalid("another device has used it");
        s.Put(Table, Hash(secret), JsonSerializer.SerializeToUtf8Bytes(record with { Key = key }));
        return (record, record.Key is null);
    }

    private (byte[] Secret, JoinTokenRecord Record) Create(IStateTransaction s, CreateJoinTokenRequest request, TimeSpan lifetime)
    {
        var known = _requests.Known(s, request.RequestId, request);
        // The secret follows from the request's id and a key that never leaves: a repeat gives the same token though only its hash is kept.
        var secret = HMACSHA256.HashData(SecretKey(s), Encoding.UTF8.GetBytes(request.RequestId));
        if (known is not null && s.Get(Table, Hash(secret)) is { } bytes)
            return (secret, JsonSerializer.Deserialize<JoinTokenRecord>(bytes)!);
        var id = request.DeviceId.Length > 0 ? request.DeviceId : $"device-{Hash(secret)[..10]}";
        var record = new JoinTokenRecord(id, new(request.Labels), clock.GetUtcNow() + lifetime, null);
        s.Put(Table, Hash(secret), JsonSerializer.SerializeToUtf8Bytes(record));
        _requests.Remember(s, request.RequestId, request, id);
        return (secret, record);
    }

    private static byte[] SecretKey(IStateTransaction s)
    {
        if (s.Get(Keys, "current") is { } key)
            return key;
        key = RandomNumberGenerator.GetBytes(32);
        s.Put(Keys, "current", key);
        return key;
    }

    private void Require(CreateJoinTokenRequest request, TimeSpan lifetime)
    {
        var violations = new List<FieldViolation>();
        if (request.DeviceId.Length > 0 && !DeviceName().IsMatch(request.DeviceId))
            violations.Add(new("device_id", $"expected 1 to 63 of a-z, 0-9 and '-', beginning and ending with a letter or digit, got '{request.DeviceId}'"));
        if (lifetime <= TimeSpan.Zero || lifetime > times.LongestJoinTokenLifetime)
            violations.Add(new("lifetime", $"expected more than 0 s and at most {times.LongestJoinTokenLifetime.TotalDays:0} days, got {lifetime}"));
        if (request.Labels.Count > 64 || request.Labels.Any(l => l.Key.Length is 0 or > 63 || l.Value.Length > 255))
            violations.Add(new("labels", "expected at most 64 labels, keys of 1 to 63 and values of up to 255 characters"));
        if (violations.Count > 0)
            throw GridException.Invalid(violations);
    }

    private static GridException Invalid(string why) =>
        new(ErrorReason.JoinTokenInvalid, $"joining: the token does not count, {why}; ask the grid's operator for a new one");

    private static string Hash(byte[] secret) => Convert.ToHexStringLower(SHA256.HashData(secret));

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex DeviceName();
}
