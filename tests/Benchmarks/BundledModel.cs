using Trm.Grid.Packages;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>The models that ship with the program.</summary>
internal static class BundledModel
{
    public const string Planner = "planner", Sudoku = "sudoku", Maze = "maze-hard";

    /// <summary>Where the solution lies.</summary>
    public static string Repository
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root!.FullName, "Trm.Grid.sln")))
                root = root.Parent;
            return root.FullName;
        }
    }

    public static string FileOf(string name) => Path.Combine(Repository, "services", "Registry", "Bundled", $"{name}.trmpkg");

    /// <param name="name">Which.</param>
    /// <param name="precision">Of its graph.</param>
    /// <param name="threads">0: one for each core.</param>
    /// <returns>Null where the package has no graph of this precision.</returns>
    public static StepModel? Find(string name, Precision precision, int threads)
    {
        var folder = Directory.CreateTempSubdirectory("trmgrid-bench-");
        try
        {
            var package = Trmpkg.Unpack(FileOf(name), Path.Combine(folder.FullName, name));
            var role = precision == Precision.Fp32 ? Roles.OnnxFp32 : Roles.OnnxInt8;
            return package.Manifest.Files.Any(file => file.Role == role) ? StepModel.Load(package, precision, new RuntimeOptions { Threads = threads, Spinning = false }) : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The planner, on one thread.</summary>
    public static StepModel LoadPlanner() => Find(Planner, Precision.Fp32, threads: 1)!;
}
