using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Identity;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Certificates;
using Trm.Grid.Tests.Functional.Grid;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>What a device signs for a path, from the robot's hand to the operator's check.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trm-grid-certificate-");

    [Fact]
    public async Task Path_comes_with_a_certificate_that_the_grid_gets_too()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        using var robot = new Robot(home);
        var answer = await robot.AskAsync();

        var report = CertificateCheck.Run(answer.Certificate.Span, new CostMap(16, 16, new byte[256]), DeviceIdentity.Load(home).Authority);

        Assert.Empty(report.Reasons);
        Assert.Equal(("robot-1", answer.ResultId), (report.Signer, report.Certificate.Result));
        Assert.Equal(answer.Certificate, Assert.Single(await grid.ResultsAsync("robot-1", 1)).Certificate);
        Assert.Empty((await robot.AskAsync(goalX: 99)).Certificate);
    }

    [Fact]
    public async Task Verify_path_says_what_holds_and_what_does_not()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await FleetGrid.StartAgentAsync(home);
        using var robot = new Robot(home);
        var (open, closed) = (MapFile("open", "........"), MapFile("closed", "....@..."));
        var query = new PlanQuery { Start = new() { X = 0, Y = 0 }, Goal = new() { X = 7, Y = 2 } };
        var answer = await robot.Api.PlanPathAsync(new() { MapDigest = await robot.LoadAsync(MapFiles.Read(open)), Query = query }, cancellationToken: TestContext.Current.CancellationToken);
        string certificate = FileOf("path.json"), authority = FileOf("authority.crt");
        await File.WriteAllBytesAsync(certificate, answer.Certificate.ToByteArray(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(authority, DeviceIdentity.Load(home).Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);

        var holds = await Trmgrid.JsonAsync(_folder.FullName, $"verify-path {certificate} --map {open} --authority {authority}");
        var other = await Trmgrid.JsonAsync(_folder.FullName, $"verify-path {certificate} --map {closed} --authority {authority}", code: 3);
        var none = await Trmgrid.JsonAsync(_folder.FullName, $"verify-path {open} --map {open} --authority {authority}", code: 1);

        Assert.True(holds.GetProperty("valid").GetBoolean());
        Assert.Equal(("robot-1", "", 0), (holds.GetProperty("signer").GetString(), holds.GetProperty("digest").GetString(), holds.GetProperty("reasons").GetArrayLength()));
        Assert.False(other.GetProperty("valid").GetBoolean());
        Assert.StartsWith("MAP_DIFFERS", other.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("CERTIFICATE_INVALID", none.GetProperty("error").GetProperty("reason").GetString());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string FileOf(string name) => Path.Combine(_folder.FullName, name);

    private string MapFile(string name, string middle)
    {
        var file = FileOf(name + ".map");
        File.WriteAllText(file, $"type octile\nheight 3\nwidth 8\nmap\n........\n{middle}\n........\n");
        return file;
    }
}
