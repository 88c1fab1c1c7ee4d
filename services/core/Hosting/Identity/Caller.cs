namespace Trm.Grid.Hosting;

/// <summary>Who calls.</summary>
/// <param name="Role">What the caller may do.</param>
/// <param name="Name">For logs and the audit: the device's id, else the role's name.</param>
/// <param name="CertificateSerial">The device certificate's serial number, hexadecimal; empty for others.</param>
public sealed record Caller(CallerRole Role, string Name, string CertificateSerial = "")
{
    public static Caller Nobody { get; } = new(CallerRole.Nobody, "nobody");

    public static Caller Of(CallerRole role) => new(role, role.ToString().ToLowerInvariant());
}
