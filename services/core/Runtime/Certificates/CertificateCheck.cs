using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime.Certificates;

/// <summary>
/// Checks a path certificate against the map and the grid's authority, offline. Nothing that it says is believed: the path is driven again cell by
/// cell, and every number is measured anew.
/// </summary>
public static class CertificateCheck
{
    // Numbers went through decimal text, and sums of doubles depend on their order.
    private const double Rounding = 1e-6;

    /// <param name="envelope">The file's bytes.</param>
    /// <param name="map">The map as it was uploaded to the device.</param>
    /// <param name="authority">The certificate of the grid that the device belongs to.</param>
    /// <exception cref="PackageException">The bytes are no envelope.</exception>
    /// <exception cref="InvalidDataException">The envelope holds no path certificate.</exception>
    public static CertificateReport Run(ReadOnlySpan<byte> envelope, CostMap map, X509Certificate2 authority)
    {
        var signed = DsseEnvelope.Parse(envelope);
        var certificate = PathCertificate.Read(signed);
        var reasons = new List<string>();
        var signer = CheckSigner(signed, certificate, authority, reasons);
        if (map.Digest != certificate.Map)
            reasons.Add($"MAP_DIFFERS: it is for the map {certificate.Map}, this one is {map.Digest}");
        else
            CheckPath(certificate, map, reasons);
        return new(reasons, certificate, signer);
    }

    private static string CheckSigner(DsseEnvelope signed, PathCertificate certificate, X509Certificate2 authority, List<string> reasons)
    {
        try
        {
            using var signer = X509CertificateLoader.LoadCertificate(certificate.Signer);
            var device = signer.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
            using var key = signer.GetECDsaPublicKey() ?? throw new CryptographicException("its key is no ECDSA key");
            var trusted = TrustedKeys.FromPem(key.ExportSubjectPublicKeyInfoPem());
            if (!trusted.TryVerify(signed, PathCertificate.PayloadType, out _, out _))
                reasons.Add($"SIGNATURE_INVALID: the signature is not that of {device}'s key over this content; it was changed, or another key signed it");
            if (certificate.PlannedAt < signer.NotBefore || certificate.PlannedAt > signer.NotAfter)
                reasons.Add(Text($"CERTIFICATE_EXPIRED: planned at {certificate.PlannedAt:u}, the signer's certificate holds from {signer.NotBefore:u} to {signer.NotAfter:u}"));
            if (!Issued(authority, signer))
                reasons.Add($"SIGNER_UNKNOWN: {device}'s certificate is not from {authority.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}");
            if (device != certificate.Device)
                reasons.Add($"SIGNER_DIFFERS: it names {certificate.Device}, signed has {device}");
            return device;
        }
        catch (CryptographicException fault)
        {
            reasons.Add($"SIGNATURE_INVALID: the signer's certificate cannot be read ({fault.Message})");
            return "";
        }
    }

    /// <summary>Whether the certificate was ever the authority's; whether it held when the path was planned is asked apart.</summary>
    private static bool Issued(X509Certificate2 authority, X509Certificate2 signer)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = signer.NotBefore > authority.NotBefore ? signer.NotBefore : authority.NotBefore;
        return chain.Build(signer);
    }

    private static void CheckPath(PathCertificate certificate, CostMap map, List<string> reasons)
    {
        if (certificate.Start is not [var startX, var startY] || certificate.Goal is not [var goalX, var goalY] || certificate.Path.Any(cell => cell is not [_, _]))
        {
            reasons.Add("PATH_INVALID: start, goal and cells are pairs of numbers, and not all of them are here");
            return;
        }
        if (certificate.ViaAt is { } vias && vias.Where((at, i) => at < (i == 0 ? 0 : vias[i - 1]) || at >= certificate.Path.Length).Any())
        {
            reasons.Add("PATH_INVALID: the via points do not stand in the path, one after the other");
            return;
        }
        if (!(certificate.FootprintRadiusM is >= 0 and <= 100))
        {
            reasons.Add(Text($"PATH_INVALID: a footprint's radius of {certificate.FootprintRadiusM} m"));
            return;
        }
        var inflated = certificate.FootprintRadiusM > 0 ? Inflation.Inflate(map, certificate.FootprintRadiusM) : map;
        var path = certificate.Path.Select(cell => new Cell(cell[0], cell[1])).ToArray();
        var goal = map.WorldToCell(goalX, goalY);
        if (path is [.., var last] && certificate.GoalToleranceM is { } tolerance && Apart(last, goal) * map.ResolutionM <= tolerance)
            goal = last;
        var (cost, optimal, length) = (0.0, 0.0, 0.0);
        foreach (var (from, to) in Legs(certificate.ViaAt ?? [], path.Length))
        {
            var leg = path[from..to];
            var query = new PathQuery(inflated, from == 0 ? map.WorldToCell(startX, startY) : leg[0], to == path.Length ? goal : leg[^1], certificate.AllowUnknown);
            var report = PathChecker.Check(query, leg);
            if (!report.IsValid)
            {
                reasons.Add($"PATH_INVALID: {WordsOf(report.Faults[0], from)}{(report.Faults.Count > 1 ? $", and {report.Faults.Count - 1} more faults" : "")}");
                return;
            }
            (cost, length) = (cost + report.Cost, length + report.LengthM);
            optimal += new AStar().Find(query, out _)?.Cost ?? 0;
        }
        Compare("LENGTH_DIFFERS", "m long", certificate.LengthM, length);
        Compare("COST_DIFFERS", "in cost", certificate.Cost, cost);
        Compare("OPTIMAL_COST_DIFFERS", "as the least possible cost", certificate.OptimalCost, optimal);
        Compare("GAP_DIFFERS", "as the gap", certificate.Gap, optimal > 0 ? (cost / optimal) - 1 : 0);
        var clearance = PathChecker.ClearanceM(map, path);
        if (certificate.MinClearanceM is null != clearance is null)
            reasons.Add(Text($"CLEARANCE_DIFFERS: it says {certificate.MinClearanceM?.ToString(CultureInfo.InvariantCulture) ?? "none near"}, measured {clearance?.ToString(CultureInfo.InvariantCulture) ?? "none near"}"));
        else
            Compare("CLEARANCE_DIFFERS", "m of clearance", certificate.MinClearanceM ?? 0, clearance ?? 0);

        void Compare(string reason, string what, double said, double measured)
        {
            if (!(Math.Abs(said - measured) <= Rounding * Math.Max(1, Math.Abs(measured))))
                reasons.Add(Text($"{reason}: it says {said} {what}, measured {measured}"));
        }
    }

    /// <param name="fault">Of a leg.</param>
    /// <param name="from">Where in the path the leg begins.</param>
    private static string WordsOf(PathFault fault, int from)
    {
        var cell = $"cell {from + fault.Index} of the path, ({fault.Cell.X}, {fault.Cell.Y}),";
        return fault.Kind switch
        {
            PathFaultKind.Empty => "the path has no cells",
            PathFaultKind.WrongStart => $"{cell} is not the start that it should be",
            PathFaultKind.WrongGoal => $"{cell} is not the goal that it should be",
            PathFaultKind.OutsideMap => $"{cell} lies outside the map",
            PathFaultKind.Blocked => $"{cell} cannot be driven on",
            PathFaultKind.Disconnected => $"{cell} is no neighbour of the one before it",
            PathFaultKind.CornerCut => $"{cell} is reached around the corner of a blocked one",
            PathFaultKind.Repeated => $"{cell} was in the path before",
            _ => $"{cell} is not as it should be ({fault.Kind})",
        };
    }

    /// <summary>[from, to) of each leg; a via point ends one and begins the next.</summary>
    private static IEnumerable<(int From, int To)> Legs(int[] viaAt, int count)
    {
        var from = 0;
        foreach (var at in viaAt)
        {
            yield return (from, at + 1);
            from = at;
        }
        yield return (from, count);
    }

    private static double Apart(Cell one, Cell other) => Math.Sqrt(Math.Pow((double)one.X - other.X, 2) + Math.Pow((double)one.Y - other.Y, 2));

    private static string Text(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
