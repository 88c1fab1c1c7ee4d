using Trm.Grid.Packages;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>The planner that ships with the program.</summary>
internal static class BenchPlanner
{
    public static StepModel Load(Precision precision = Precision.Fp32)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Trm.Grid.sln")))
            root = root.Parent;
        var folder = Directory.CreateTempSubdirectory("trmgrid-bench-");
        try
        {
            var package = Trmpkg.Unpack(Path.Combine(root.FullName, "services", "Registry", "Bundled", "planner.trmpkg"), Path.Combine(folder.FullName, "planner"));
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
