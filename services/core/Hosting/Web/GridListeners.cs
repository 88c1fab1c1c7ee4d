using System.Net;
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
        Listen(kestrel, control, HttpProtocols.Http2, ClientCertificateMode.NoCertificate);
        // Without TLS there is no way to agree on a protocol: the plaintext web endpoint speaks HTTP/1.1.
        Listen(kestrel, web, web.Tls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1, ClientCertificateMode.NoCertificate);
        // A device that enrols has no certificate yet; every other call of theirs asks for one.
        Listen(kestrel, devices, HttpProtocols.Http2, ClientCertificateMode.AllowCertificate);
    }

    private void Listen(KestrelServerOptions kestrel, ListenAddress address, HttpProtocols protocols, ClientCertificateMode clients) =>
        kestrel.Listen(address.EndPoint, listen =>
        {
            listening[address] = listen;
            listen.Protocols = protocols;
            if (address.Tls)
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = identity.Server;
                    https.SslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13;
                    https.ClientCertificateMode = clients;
                    https.ClientCertificateValidation = IsOurs;
                });
        });

    private bool IsOurs(X509Certificate2 certificate, X509Chain? chain, System.Net.Security.SslPolicyErrors errors) =>
        identity.Authority.Issued(certificate, time.GetUtcNow(), out _);

    private Uri Reached(ListenAddress address, string? hostName) => address.Reached(listening[address].IPEndPoint!.Port, hostName);
}
