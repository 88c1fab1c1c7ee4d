using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Identity;

/// <summary>Trades a join token for a certificate. May be repeated with the same token when the answer was lost.</summary>
internal static class Enrolment
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <param name="home">Where the identity is kept.</param>
    /// <param name="token">The join token.</param>
    /// <param name="server">Another address of the same grid than the token names, or null.</param>
    /// <param name="clock">The board's clock.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The device's id.</returns>
    public static async Task<string> RunAsync(AgentHome home, JoinToken token, Uri? server, TimeProvider clock, CancellationToken cancel)
    {
        var address = server ?? token.Endpoint;
        using var key = DeviceKey.LoadOrCreate(home.Key);
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = GridTls.ForPin(token.ServerPin), DisposeHttpClient = true });
        EnrolResponse response;
        try
        {
            response = await new DeviceLink.DeviceLinkClient(channel).EnrolAsync(
                new EnrolRequest { Token = token.Text, SigningRequest = ByteString.CopyFrom(DeviceKey.SigningRequest(key)) },
                deadline: CallDeadline.In(Deadline),
                cancellationToken: cancel);
        }
        catch (RpcException e)
        {
            // The grid says itself what to do.
            var why = GridFault.IsFromGrid(e) ? e.Status.Detail
                : $"{(e.StatusCode == StatusCode.DeadlineExceeded ? $"no answer within {Deadline.TotalSeconds:0} s" : GridFault.WayOf(e))}; check that the grid which gave the token can be reached there";
            throw new AgentException(GridFault.Reason(e), $"enrolling at {address}: {why}", e);
        }
        RequireWhole(response, key);
        DeviceIdentity.Save(home, new IdentityRecord(
            response.DeviceId,
            address.ToString(),
            response.Certificate.ToByteArray(),
            response.Authority.ToByteArray(),
            DeviceIdentity.Pem(response.TrustedKeys),
            response.ServerTime?.ToDateTimeOffset() ?? clock.GetUtcNow()));
        return response.DeviceId;
    }

    private static void RequireWhole(EnrolResponse response, ECDsa key)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(response.Certificate.Span);
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            throw new AgentException("CERTIFICATE_MISMATCH", "enrolling: the certificate that came is for another key; enrol again");
    }
}
