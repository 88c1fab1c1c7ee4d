namespace Trm.Grid.Fleet;

/// <summary>What is kept of a join token, under the hash of its secret.</summary>
/// <param name="DeviceId">The device that may join.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="ExpiresAt">End of the token's life.</param>
/// <param name="Key">SHA-256, hex, of the public key that used it; null: not used yet.</param>
internal sealed record JoinTokenRecord(string DeviceId, Dictionary<string, string> Labels, DateTimeOffset ExpiresAt, string? Key);
