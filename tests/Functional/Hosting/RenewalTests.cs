using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Trm.Grid.Hosting;
using Trm.Grid.Tests.Functional.Fleet;

namespace Trm.Grid.Tests.Functional.Hosting;

public sealed class RenewalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_certificate_is_renewed_while_the_grid_runs_and_keeps_its_key()
    {
        var time = new ShiftedTime();
        await using var grid = await RunningTestGrid.StartAsync([], options => options with { Time = time });
        using var first = await ShownAsync(grid);
        using var same = await ShownAsync(grid);
        Assert.Equal(first.Thumbprint, same.Thumbprint);
        // Two months, and then longer than any one certificate lasts.
        foreach (var days in (int[])[61, 200])
        {
            time.Shift = TimeSpan.FromDays(days);
            using var renewed = await ShownAsync(grid);
            Assert.NotEqual(first.Thumbprint, renewed.Thumbprint);
            Assert.Equal(grid.Host.Identity.ServerPin, GridIdentity.PinOf(renewed));
            Assert.Equal(GridIdentity.PinOf(first), GridIdentity.PinOf(renewed));
            Assert.True(CertificateAuthority.IssuedServer(grid.Host.Identity.Authority.Certificate, renewed, time.GetUtcNow()));
        }
    }

    /// <summary>What the devices' endpoint shows to a new connection.</summary>
    private static async Task<X509Certificate2> ShownAsync(RunningTestGrid grid)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(grid.Host.Endpoints.Devices.Host, grid.Host.Endpoints.Devices.Port, Cancel);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(
            new()
            {
                TargetHost = "localhost",
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                RemoteCertificateValidationCallback = (_, _, _, errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch),
            },
            Cancel);
        Assert.Equal(SslApplicationProtocol.Http2, tls.NegotiatedApplicationProtocol);
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }
}
