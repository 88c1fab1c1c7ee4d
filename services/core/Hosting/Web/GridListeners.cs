using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Trm.Grid.Hosting;

/// <summary>The three endpoints on Kestrel.</summary>
internal sealed class GridListeners(ListenAddress control, ListenAddress web, ListenAddress devices, GridIdentity identity, TimeProvider time)
{
    private readonly Dictionary<ListenAddress, ListenOptions> listening = new(ReferenceEqualityComparer.Instance);

    public IPEndPoint ControlBound => listening[control].IPEndPoint!;

    public GridEndpoints Endpoints(string? hostName) => new(Reached(control, hostName), Reached(web, hostName), Reached(devices, hostName));

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        Listen(kestrel, control, HttpProtocols.Http2, asksDevices: false);
        // Without TLS there is no way to agree on a protocol: the plaintext web endpoint speaks HTTP/1.1.
        Listen(kestrel, web, web.Tls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1, asksDevices: false);
        // A device that enrols has no certificate yet; every other call of theirs asks for one.
        Listen(kestrel, devices, HttpProtocols.Http2, asksDevices: true);
    }

    private void Listen(KestrelServerOptions kestrel, ListenAddress address, HttpProtocols protocols, bool asksDevices) =>
        kestrel.Listen(address.EndPoint, listen =>
        {
            listening[address] = listen;
            listen.Protocols = protocols;
            if (address.Tls)
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Handshake(asksDevices)) });
        });

    /// <summary>What a connection begins with. Made for each: the server's certificate is renewed while the grid runs.</summary>
    private SslServerAuthenticationOptions Handshake(bool asksDevices) => new()
    {
        ServerCertificateContext = identity.ServerContext,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = asksDevices,
        // A caller without a certificate comes through: what it may do is settled at the call.
        RemoteCertificateValidationCallback = (_, client, _, _) =>
            client is null || (client is X509Certificate2 certificate && identity.Authority.Issued(certificate, time.GetUtcNow(), out var _)),
    };

    private Uri Reached(ListenAddress address, string? hostName) => address.Reached(listening[address].IPEndPoint!.Port, hostName);
}
