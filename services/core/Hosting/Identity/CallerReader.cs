using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>Finds out who calls: a bearer token names people, backends and services, a client certificate a device.</summary>
internal sealed class CallerReader(GridIdentity identity, TimeProvider time, IServiceProvider services)
{
    private const string Bearer = "Bearer ";
    private readonly IDeviceRevocation? revocation = services.GetService<IDeviceRevocation>();

    /// <exception cref="GridException">NOT_AUTHENTICATED: a token or certificate that this grid did not give. DEVICE_REVOKED.</exception>
    public Caller Read(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return identity.Tokens.RoleOf(header[Bearer.Length..].Trim()) is { } role ? Caller.Of(role) : throw new GridException(
                ErrorReason.NotAuthenticated, $"authenticating: the bearer token is none of this grid's; take one from {identity.Tokens.Folder}");
        if (context.Connection.ClientCertificate is not { } certificate)
            return Caller.Nobody;
        if (!identity.Authority.Issued(certificate, time.GetUtcNow(), out var fault))
            throw new GridException(ErrorReason.NotAuthenticated, $"authenticating: the client certificate is none of this grid's, or has ended ({fault}); enrol again");
        var device = new Caller(CallerRole.Device, CertificateAuthority.DeviceOf(certificate), certificate.SerialNumber);
        return revocation?.IsRevoked(device.Name, device.CertificateSerial) == true
            ? throw new GridException(ErrorReason.DeviceRevoked, $"authenticating: device {device.Name} was revoked; enrol it again with a new join token")
            : device;
    }
}
