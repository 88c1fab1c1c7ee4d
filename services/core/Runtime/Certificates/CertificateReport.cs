namespace Trm.Grid.Runtime.Certificates;

/// <summary>What a check found.</summary>
/// <param name="Reasons">Everything that speaks against it, each a stable word and a sentence; empty: it holds.</param>
/// <param name="Certificate">What it says, right or wrong.</param>
/// <param name="Signer">The device that the signer's certificate names.</param>
public sealed record CertificateReport(IReadOnlyList<string> Reasons, PathCertificate Certificate, string Signer)
{
    public bool Valid => Reasons.Count == 0;
}
