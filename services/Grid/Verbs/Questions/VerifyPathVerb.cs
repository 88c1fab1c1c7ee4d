using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Spectre.Console;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Certificates;

namespace Trm.Grid.Verbs.Questions;

/// <summary>What --json writes.</summary>
/// <param name="Valid">Nothing speaks against the certificate.</param>
/// <param name="Reasons">What does, each a stable word, a colon and a sentence.</param>
/// <param name="Signer">The device that signed.</param>
/// <param name="Digest">The model that was active on it; empty without one.</param>
internal sealed record VerifiedPath(bool Valid, IReadOnlyList<string> Reasons, string Signer, string Digest);

/// <summary>Needs no grid and no network: the certificate, the map, and the authority's certificate.</summary>
internal static class VerifyPathVerb
{
    static readonly Argument<FileInfo> Certificate = new("CERTIFICATE") { Description = "The certificate that came with the path." };
    static readonly Option<FileInfo> Map = new("--map") { Description = "The map as the device had it: .yaml of ROS map_server, or .map of MovingAI.", HelpName = "FILE", Required = true };
    static readonly Option<FileInfo> Authority = new("--authority") { Description = "The grid's authority.crt; else that of the data folder.", HelpName = "FILE" };

    public static Command Create() => Verb.Of("verify-path", "Checks a path's certificate: who signed it, and whether the path is what it says. Ends with 3 where something speaks against it.", [Certificate, Map, Authority],
        call => Task.Run(() => Verify(call), call.Cancellation));

    static void Verify(VerbCall call)
    {
        var map = MapFiles.Read(call.Required(Map).FullName);
        var file = call.Value(Authority)?.FullName ?? (call.Home is { } home ? new GridPaths(home) : GridPaths.Default()).AuthorityFile;
        using var authority = Load(file);
        var report = Check(call.Required(Certificate).FullName, map, authority);
        var path = report.Certificate;
        if (!report.Valid) call.ExitCode = ExitCode.NotValid;
        call.Output.Finish(new VerifiedPath(report.Valid, report.Reasons, report.Signer, path.Model), GridJson.Default.VerifiedPath, console =>
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{path.Path.Length} cells, {path.LengthM:0.00} m, planned by {path.Planner} on {path.Device} at {path.PlannedAt:u}; signed by {report.Signer}"));
            foreach (var reason in report.Reasons) console.WriteLine(reason);
            console.WriteLine(report.Valid ? "The certificate holds: the path is free on this map, and every number in it was measured again." : "The certificate does not hold.");
        });
    }

    static CertificateReport Check(string file, CostMap map, X509Certificate2 authority)
    {
        try
        {
            return CertificateCheck.Run(File.ReadAllBytes(file), map, authority);
        }
        catch (Exception fault) when (fault is PackageException or InvalidDataException)
        {
            throw new CommandFailedException("CERTIFICATE_INVALID", $"{file} is no path certificate: {fault.Message}", fault);
        }
    }

    static X509Certificate2 Load(string file)
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(file);
        }
        catch (CryptographicException fault) when (!File.Exists(file))
        {
            throw new CommandFailedException("FILE_NOT_FOUND", $"There is no authority's certificate {file}: name it with --authority, or the grid's data folder with --home.", fault);
        }
        catch (CryptographicException fault)
        {
            throw new CommandFailedException("CERTIFICATE_INVALID", $"{file} is no X.509 certificate: {fault.Message}", fault);
        }
    }
}
