using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>Real planner packages of tiny untrained networks: they load, pass their golden vectors, and propose nonsense that the checker refuses or not.</summary>
internal static class PlannerPackages
{
    private static readonly Lazy<string> Unpacked = new(Unpack);
    private static readonly Lazy<(string First, string Second, string Wrong)> Made = new(Make);

    public static string First => Made.Value.First;

    public static string Second => Made.Value.Second;

    /// <summary>A package whose golden vectors are another network's.</summary>
    public static string Wrong => Made.Value.Wrong;

    /// <summary>The planner that ships with the program: it finds its way.</summary>
    public static string Bundled => Unpacked.Value;

    public static string DigestOf(string folder) => PackageFolder.Open(folder).Digest.ToString();

    private static string Unpack()
    {
        var folder = Directory.CreateTempSubdirectory("trm-grid-bundled-planner-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return Trmpkg.Unpack(Path.Combine(AppContext.BaseDirectory, "Bundled", "planner.trmpkg"), Path.Combine(folder, "planner")).Folder;
    }

    private static (string, string, string) Make()
    {
        var root = Directory.CreateTempSubdirectory("trm-grid-planners-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        var (first, second) = (Export(root, 1), Export(root, 2));
        var wrong = Directory.CreateDirectory(Path.Combine(root, "wrong")).FullName;
        var package = PackageFolder.Open(first);
        foreach (var file in package.Manifest.Files)
            File.Copy(Path.Combine(file.Role == Roles.Golden ? second : first, file.Path), Path.Combine(wrong, file.Path));
        PackageFolder.Write(wrong, package.Manifest, package.Manifest.Files.Select(f => (f.Role, f.Path)));
        return (first, second, wrong);
    }

    private static string Export(string root, int seed)
    {
        var folder = Path.Combine(root, $"seed-{seed}");
        var configuration = new ModelConfiguration { Shape = PlannerTask.Shape, Mixer = Mixer.Convolution, Hidden = 8, Inner = 16, LatentSteps = 1, Cycles = 1, MaxSteps = 2, Halt = HaltReading.Mean };
        using var network = Network.Create(configuration, seed);
        var lineage = new Lineage { Run = $"run-{seed}", Dataset = Digest.OfText("maps"), Seed = seed, CodeVersion = "0.1.0", Created = DateTimeOffset.UnixEpoch };
        ModelExport.Write(network, new PlannerExamples(new() { Seed = 7 }), new ExportFacts { Lineage = lineage }, folder);
        return folder;
    }
}
