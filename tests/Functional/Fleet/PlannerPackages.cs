using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>Real planner packages of tiny untrained networks: they load, pass their golden vectors, and propose nonsense that the checker refuses or not.</summary>
internal static class PlannerPackages
{
    private static readonly Lazy<string> Unpacked = new(Unpack);
    private static readonly Lazy<(string First, string Second, string Wrong, string TooNew)> Made = new(Make);

    public static string First => Made.Value.First;

    public static string Second => Made.Value.Second;

    /// <summary>A package whose golden vectors are another network's.</summary>
    public static string Wrong => Made.Value.Wrong;

    /// <summary>A package for agents that are yet to come.</summary>
    public static string TooNew => Made.Value.TooNew;

    /// <summary>Those that no device may come to run.</summary>
    public static string[] Unfit => [Wrong, TooNew];

    /// <summary>The planner that ships with the program: it finds its way.</summary>
    public static string Bundled => Unpacked.Value;

    public static string DigestOf(string folder) => PackageFolder.Open(folder).Digest.ToString();

    private static string Unpack()
    {
        var folder = Directory.CreateTempSubdirectory("trm-grid-bundled-planner-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return Trmpkg.Unpack(Path.Combine(AppContext.BaseDirectory, "Bundled", "planner.trmpkg"), Path.Combine(folder, "planner")).Folder;
    }

    private static (string, string, string, string) Make()
    {
        var root = Directory.CreateTempSubdirectory("trm-grid-planners-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        var (first, second) = (Export(root, 1), Export(root, 2));
        var package = PackageFolder.Open(first);
        return (first, second, Like(root, "wrong", package.Manifest, file => file.Role == Roles.Golden ? second : first), Like(root, "too-new", package.Manifest with { MinAgent = "99.0.0" }, _ => first));
    }

    /// <summary>A package of other packages' files.</summary>
    private static string Like(string root, string name, Manifest manifest, Func<ManifestFile, string> of)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        foreach (var file in manifest.Files)
            File.Copy(Path.Combine(of(file), file.Path), Path.Combine(folder, file.Path));
        PackageFolder.Write(folder, manifest, manifest.Files.Select(f => (f.Role, f.Path)));
        return folder;
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
