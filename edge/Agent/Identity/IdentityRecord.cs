using System.Text.Json.Serialization;

namespace Trm.Grid.Edge.Identity;

/// <summary>What enrolment gave, in one file so that it is there whole or not at all.</summary>
/// <param name="DeviceId">The device's name in the grid.</param>
/// <param name="Server">Address of the grid's device endpoint.</param>
/// <param name="Certificate">The device's certificate, X.509 DER.</param>
/// <param name="Authority">The grid's certificate authority, X.509 DER.</param>
/// <param name="TrustedKeys">Public keys whose packages may run, PEM.</param>
/// <param name="ServerTime">The grid's time when it was last heard.</param>
internal sealed record IdentityRecord(
    [property: JsonRequired] string DeviceId,
    [property: JsonRequired] string Server,
    [property: JsonRequired] byte[] Certificate,
    [property: JsonRequired] byte[] Authority,
    [property: JsonRequired] string TrustedKeys,
    [property: JsonRequired] DateTimeOffset ServerTime);
