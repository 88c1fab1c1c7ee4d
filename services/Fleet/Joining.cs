using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>How devices get their certificates.</summary>
internal sealed class Joining(
    [FromKeyedServices(GridRoles.Fleet)] IStateStore state,
    JoinTokens tokens,
    Certificates certificates,
    AssignedPackages packages,
    DeviceStreams streams,
    GridIdentity identity,
    TimeProvider clock)
{
    public async Task<EnrolResponse> EnrolAsync(EnrolRequest request, CancellationToken cancel)
    {
        var signingRequest = request.SigningRequest.ToByteArray();
        var key = Certificates.KeyOf(signingRequest);
        var keys = await packages.TrustedKeysAsync(cancel);
        var (deviceId, certificate, first) = await state.WriteAsync(
            s =>
            {
                var (token, anew) = tokens.Redeem(s, request.Token, key);
                var signed = certificates.Sign(signingRequest, token.DeviceId);
                Devices.Put(s, Enrolled(Devices.Find(s, token.DeviceId), token, signed));
                Certificates.Admit(s, token.DeviceId, signed.SerialNumber, anew);
                return (token.DeviceId, signed, anew);
            },
            cancel);
        await certificates.PublishAsync(deviceId);
        // Whoever was connected under this name before has lost it.
        if (first)
            streams.End(deviceId);
        using (certificate)
            return new EnrolResponse
            {
                DeviceId = deviceId,
                Certificate = ByteString.CopyFrom(certificate.RawData),
                Authority = ByteString.CopyFrom(identity.Authority.Certificate.RawData),
                TrustedKeys = { keys },
                ServerTime = clock.GetUtcNow().ToTimestamp(),
            };
    }

    public async Task<RenewCertificateResponse> RenewAsync(string deviceId, RenewCertificateRequest request, CancellationToken cancel)
    {
        using var certificate = certificates.Sign(request.SigningRequest.ToByteArray(), deviceId);
        await state.WriteAsync(
            s =>
            {
                var device = Devices.Find(s, deviceId);
                // Revoked between the call's admission and here.
                if (device is null || device.State == DeviceState.Revoked)
                    throw new GridException(ErrorReason.DeviceRevoked, $"renewing the certificate of device {deviceId}: it was revoked; enrol it again with a new join token");
                device.CertificateExpiresAt = End(certificate);
                Devices.Put(s, device);
                Certificates.Admit(s, deviceId, certificate.SerialNumber, anew: false);
                return true;
            },
            cancel);
        await certificates.PublishAsync(deviceId);
        return new RenewCertificateResponse { Certificate = ByteString.CopyFrom(certificate.RawData), ServerTime = clock.GetUtcNow().ToTimestamp() };
    }

    /// <summary>A device that joins again under its old name keeps what it was assigned.</summary>
    private Device Enrolled(Device? before, JoinTokenRecord token, X509Certificate2 certificate)
    {
        var device = before ?? new Device { Id = token.DeviceId, Desired = new DesiredState() };
        device.State = DeviceState.Enrolled;
        device.EnrolledAt = clock.GetUtcNow().ToTimestamp();
        device.CertificateExpiresAt = End(certificate);
        device.Reported = null;
        device.Labels.Clear();
        device.Labels.Add(token.Labels);
        return device;
    }

    private static Timestamp End(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime().ToTimestamp();
}
