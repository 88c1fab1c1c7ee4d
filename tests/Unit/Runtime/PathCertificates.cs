using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Certificates;
using Trm.Grid.Runtime.Trips;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Tests.Unit.Runtime;

public sealed class PathCertificates : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly CostMap _map = Floor(wallUntil: 14);
    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _deviceKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly byte[] _signer;

    public PathCertificates()
    {
        _authority = AuthorityOf(_authorityKey, "grid one");
        _signer = SignerOf("robot-7", _deviceKey);
    }

    [Fact]
    public void Certificate_of_a_planned_path_holds()
    {
        var report = CertificateCheck.Run(Signed(Planned()), _map, _authority);
        Assert.Empty(report.Reasons);
        Assert.Equal((true, "robot-7", "astar"), (report.Valid, report.Signer, report.Certificate.Planner));
    }

    /// <summary>All of these are properly signed by the device: it is the check that does not believe them.</summary>
    [Fact]
    public void Device_that_lies_is_found_out()
    {
        var honest = Planned();
        (PathCertificate Lie, string Reason)[] rows =
        [
            (honest with { Path = [.. honest.Path.Skip(1)] },                        "PATH_INVALID"),
            (honest with { Path = [.. honest.Path.Where((_, i) => i != 5)] },        "PATH_INVALID"),
            (honest with { Path = [[0, 0], [1]] },                                   "PATH_INVALID"),
            (honest with { Goal = [1.25, 1.25] },                                    "PATH_INVALID"),
            (honest with { FootprintRadiusM = -1 },                                  "PATH_INVALID"),
            (honest with { LengthM = honest.LengthM - 0.1 },                         "LENGTH_DIFFERS"),
            (honest with { Cost = honest.Cost - 1 },                                 "COST_DIFFERS"),
            (honest with { OptimalCost = honest.OptimalCost + 1 },                   "OPTIMAL_COST_DIFFERS"),
            (honest with { Gap = 0.5 },                                              "GAP_DIFFERS"),
            (honest with { MinClearanceM = honest.MinClearanceM + 1 },               "CLEARANCE_DIFFERS"),
            (honest with { MinClearanceM = null },                                   "CLEARANCE_DIFFERS"),
            (honest with { Map = "sha256:0" },                                       "MAP_DIFFERS"),
            (honest with { Device = "robot-8" },                                     "SIGNER_DIFFERS"),
            (honest with { PlannedAt = Now.AddYears(3) },                            "CERTIFICATE_EXPIRED"),
            (honest with { Signer = SignerOf("robot-8", ECDsa.Create(ECCurve.NamedCurves.nistP256)) }, "SIGNATURE_INVALID"),
            (honest with { Signer = [1, 2, 3] },                                     "SIGNATURE_INVALID"),
        ];
        foreach (var (lie, reason) in rows)
            Assert.Contains(CertificateCheck.Run(Signed(lie), _map, _authority).Reasons, found => found.StartsWith(reason + ":", StringComparison.Ordinal));
    }

    [Fact]
    public void Certificate_over_via_points_or_near_a_goal_that_cannot_be_reached_holds_and_not_without_saying_so()
    {
        var over = Planned(query => query.Via.Add([new Point { X = 0.6, Y = 3.9 }, new Point { X = 0.6, Y = 0.6 }]));
        Assert.Empty(CertificateCheck.Run(Signed(over), _map, _authority).Reasons);
        Assert.Equal(2, over.ViaAt!.Length);
        Assert.NotEmpty(CertificateCheck.Run(Signed(over with { ViaAt = null }), _map, _authority).Reasons);
        Assert.NotEmpty(CertificateCheck.Run(Signed(over with { ViaAt = [3, 1] }), _map, _authority).Reasons);
        // The goal lies in the wall.
        var near = Planned(query => (query.Goal, query.GoalToleranceM) = (new Point { X = 2.1, Y = 0.1 }, 1));
        Assert.Equal(1, near.GoalToleranceM);
        Assert.Empty(CertificateCheck.Run(Signed(near), _map, _authority).Reasons);
        Assert.NotEmpty(CertificateCheck.Run(Signed(near with { GoalToleranceM = null }), _map, _authority).Reasons);
        Assert.NotEmpty(CertificateCheck.Run(Signed(near with { GoalToleranceM = 0.1 }), _map, _authority).Reasons);
        Assert.Null(Planned().ViaAt);
        Assert.Null(Planned(query => query.GoalToleranceM = 1).GoalToleranceM);
    }

    [Fact]
    public void Path_through_what_is_now_a_wall_does_not_hold()
    {
        var honest = Planned();
        var closed = Floor(wallUntil: 16);
        var report = CertificateCheck.Run(Signed(honest with { Map = closed.Digest }), closed, _authority);
        Assert.Matches(@"^PATH_INVALID: cell \d+ of the path, \(\d+, \d+\), cannot be driven on(, and \d+ more faults)?$", Assert.Single(report.Reasons));
        Assert.Contains("MAP_DIFFERS", Assert.Single(CertificateCheck.Run(Signed(honest), closed, _authority).Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_changed_byte_of_the_content_breaks_the_signature()
    {
        var envelope = DsseEnvelope.Parse(Signed(Planned()));
        var payload = Encoding.UTF8.GetString(envelope.Payload.Span);
        var changed = envelope with { Payload = Encoding.UTF8.GetBytes(payload.Replace("\"steps\":0", "\"steps\":1", StringComparison.Ordinal)) };
        Assert.NotEqual(payload, Encoding.UTF8.GetString(changed.Payload.Span));
        Assert.StartsWith("SIGNATURE_INVALID", Assert.Single(CertificateCheck.Run(changed.ToBytes(), _map, _authority).Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Device_of_another_grid_is_unknown()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = AuthorityOf(key, "grid two");
        Assert.StartsWith("SIGNER_UNKNOWN", Assert.Single(CertificateCheck.Run(Signed(Planned()), _map, other).Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_certificate_is_refused_in_words()
    {
        using var key = SigningKey.Create();
        Assert.Throws<PackageException>(() => CertificateCheck.Run("{}"u8, _map, _authority));
        Assert.Contains("expected a payload of type", Assert.Throws<InvalidDataException>(() => CertificateCheck.Run(DsseEnvelope.SignManifest("{}"u8.ToArray(), key).ToBytes(), _map, _authority)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => CertificateCheck.Run(DsseEnvelope.Sign("{\"path\":3}"u8.ToArray(), PathCertificate.PayloadType, key).ToBytes(), _map, _authority));
    }

    [Fact]
    public void Null_where_something_must_stand_is_no_certificate_and_none_where_nothing_need_stand()
    {
        using var key = SigningKey.Parse(_deviceKey.ExportPkcs8PrivateKeyPem());
        var honest = DsseEnvelope.Parse(Signed(Planned())).Payload;
        foreach (var field in (string[])["result", "device", "planner", "model", "map", "start", "goal", "path", "signer"])
        {
            var content = JsonNode.Parse(honest.Span)!;
            content[field] = null;
            Assert.Contains($"at $.{field} ", Assert.Throws<InvalidDataException>(() => CertificateCheck.Run(Over(content), _map, _authority)).Message, StringComparison.Ordinal);
        }
        var cells = JsonNode.Parse(honest.Span)!;
        cells["path"]![1] = null;
        Assert.Contains(CertificateCheck.Run(Over(cells), _map, _authority).Reasons, found => found.StartsWith("PATH_INVALID", StringComparison.Ordinal));
        var whole = JsonNode.Parse(honest.Span)!;
        (whole["via_at"], whole["goal_tolerance_m"]) = (null, null);
        Assert.Empty(CertificateCheck.Run(Over(whole), _map, _authority).Reasons);

        byte[] Over(JsonNode content) => DsseEnvelope.Sign(Encoding.UTF8.GetBytes(content.ToJsonString()), PathCertificate.PayloadType, key).ToBytes();
    }

    public void Dispose()
    {
        _authority.Dispose();
        _authorityKey.Dispose();
        _deviceKey.Dispose();
    }

    private PathCertificate Planned(Action<PlanQuery>? ask = null)
    {
        var query = new PlanQuery { Start = new Point { X = 0.1, Y = 0.1 }, Goal = new Point { X = 3.9, Y = 0.1 }, FootprintRadiusM = 0.2 };
        ask?.Invoke(query);
        var outcome = new TripPlanner(new PathPlanner(null)).Plan(radius => radius > 0 ? Inflation.Inflate(_map, radius) : _map, TripWire.ToTrip(query, _map), PlanWire.ToOptions(query));
        Assert.True(outcome.Verified);
        var result = new PlanResult { Id = "r1", PlannedAt = Now.ToTimestamp(), Query = query, Plan = PlanWire.ToMessage(outcome, _map, "") };
        return PathCertificate.Of(result, _map, "robot-7", _signer);
    }

    private byte[] Signed(PathCertificate certificate)
    {
        using var key = SigningKey.Parse(_deviceKey.ExportPkcs8PrivateKeyPem());
        return certificate.Sign(key);
    }

    /// <summary>16x16 cells of 0.25 m with a wall down the middle that leaves the last rows open.</summary>
    private static CostMap Floor(int wallUntil)
    {
        var cells = new byte[256];
        for (var y = 16 - wallUntil; y < 16; y++)
            cells[(y * 16) + 8] = CellCost.Lethal;
        return new(16, 16, cells, 0.25);
    }

    private static X509Certificate2 AuthorityOf(ECDsa key, string name)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        return request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(10));
    }

    private byte[] SignerOf(string device, ECDsa key)
    {
        var request = new CertificateRequest($"CN={device}", key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(_authority, Now.AddDays(-1), Now.AddYears(1), [1, 2, 3]);
        return certificate.RawData;
    }
}
