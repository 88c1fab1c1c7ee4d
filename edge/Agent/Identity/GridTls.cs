using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Trm.Grid.Edge.Identity;

/// <summary>Connections to the grid and to nobody else: only its own certificate authority counts, never the system's list.</summary>
internal static class GridTls
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>For a device that has enrolled.</summary>
    /// <param name="authority">The grid's certificate authority.</param>
    /// <param name="device">The device's certificate with its key.</param>
    /// <param name="clock">The time by which certificates are judged.</param>
    /// <param name="refused">Told in words why a server's certificate does not count.</param>
    public static SocketsHttpHandler ForDevice(X509Certificate2 authority, X509Certificate2 device, TimeProvider clock, Action<string>? refused = null) => Handler(
        (certificate, _, errors) =>
        {
            var fault = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it is for another name" : FaultOf(certificate, authority, clock);
            if (fault is not null)
                refused?.Invoke(fault);
            return fault is null;
        },
        device);

    /// <summary>For a device that enrols and knows of the grid only the pin of its server's key.</summary>
    /// <param name="pin">SHA-256 of the key's SubjectPublicKeyInfo.</param>
    public static SocketsHttpHandler ForPin(byte[] pin) => Handler(
        (certificate, _, errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()), pin),
        null);

    private static SocketsHttpHandler Handler(Func<X509Certificate2, X509Chain?, SslPolicyErrors, bool> accept, X509Certificate2? device)
    {
        var handler = new SocketsHttpHandler
        {
            // A dead path is noticed although no answer is waited for; proxies and NAT forget quiet connections.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            UseProxy = false,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => certificate is X509Certificate2 shown && accept(shown, chain, errors);
        if (device is not null)
        {
            handler.SslOptions.ClientCertificates = [device];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => device;
        }
        return handler;
    }

    /// <summary>Why the certificate does not count; null where it does.</summary>
    internal static string? FaultOf(X509Certificate2 certificate, X509Certificate2 authority, TimeProvider clock)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // A device's certificate comes from the same authority: it must not do for a server's.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        var now = JudgedAt(certificate, clock);
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(certificate) ? null
            : certificate.NotAfter < now ? $"it ended on {certificate.NotAfter.ToUniversalTime():u}, and it is {now:u}"
            : certificate.Issuer != authority.Subject ? $"it is from {certificate.Issuer}, this device's grid is {authority.Subject}"
            : $"it is none that this device's grid gave a server ({string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation.Trim()))})";
    }

    /// <summary>
    /// A board that boots in 1970 has no idea of the time: before a certificate's first day it goes by that day. This weakens nothing that it
    /// could have known; an end of life is still seen by every board whose clock runs.
    /// </summary>
    private static DateTimeOffset JudgedAt(X509Certificate2 certificate, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        DateTimeOffset first = certificate.NotBefore;
        return now < first ? first.AddSeconds(1) : now;
    }
}
