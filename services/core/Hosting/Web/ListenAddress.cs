using System.Net;

namespace Trm.Grid.Hosting;

/// <summary>An endpoint's address, checked: plaintext stays on loopback.</summary>
internal sealed record ListenAddress(IPEndPoint EndPoint, bool Tls)
{
    /// <param name="what">The endpoint's name for messages.</param>
    /// <param name="faults">Gets a sentence for each thing that is wrong.</param>
    public static ListenAddress? Read(string what, Uri uri, bool tlsAlways, List<string> faults)
    {
        var tls = uri.Scheme == Uri.UriSchemeHttps;
        if (!tls && uri.Scheme != Uri.UriSchemeHttp)
            faults.Add($"{what} {uri}: expected http://ADDRESS:PORT or https://ADDRESS:PORT");
        else if (AddressOf(uri.DnsSafeHost) is not { } address)
            faults.Add($"{what} {uri}: expected an IP address of this machine, 0.0.0.0 for all of them, or localhost");
        else if (!tls && tlsAlways)
            faults.Add($"{what} {uri}: devices prove themselves by certificates, which needs TLS; use https");
        else if (!tls && !IPAddress.IsLoopback(address))
            faults.Add($"{what} {uri}: plaintext is for loopback alone, everyone on the network could read tokens; use https, or 127.0.0.1");
        else
            return new(new(address, uri.Port), tls);
        return null;
    }

    /// <summary>The address as others use it.</summary>
    public Uri Reached(int port, string? hostName)
    {
        var anywhere = EndPoint.Address.Equals(IPAddress.Any) || EndPoint.Address.Equals(IPAddress.IPv6Any);
        var host = IPAddress.IsLoopback(EndPoint.Address) ? EndPoint.Address.ToString() : hostName ?? (anywhere ? Dns.GetHostName() : EndPoint.Address.ToString());
        return new UriBuilder(Tls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, host, port).Uri;
    }

    private static IPAddress? AddressOf(string host) =>
        host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var address) ? address : null;
}
