using Trm.Grid.Packages;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>The planner that ships with the program.</summary>
internal static class BenchPlanner
{
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

    public static string PackageFile => Path.Combine(Repository, "services", "Registry", "Bundled", "planner.trmpkg");

    public static StepModel Load(Precision precision = Precision.Fp32)
    {
        var folder = Directory.CreateTempSubdirectory("trmgrid-bench-");
        try
        {
            var package = Trmpkg.Unpack(PackageFile, Path.Combine(folder.FullName, "planner"));
            return StepModel.Load(package, precision, new RuntimeOptions { Threads = 1, Spinning = false });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The nearest rank.</summary>
    public static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
