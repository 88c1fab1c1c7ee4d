using System.IO.Compression;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Runtime;

/// <summary>The planner that ships with the program.</summary>
internal static class BundledPlanner
{
    public static StepModel Load()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Trm.Grid.sln")))
            root = root.Parent;
        using var package = ZipFile.OpenRead(Path.Combine(root.FullName, "services", "Registry", "Bundled", "planner.trmpkg"));
        using var graph = new MemoryStream();
        using (var entry = package.GetEntry("model.onnx")!.Open())
            entry.CopyTo(graph);
        return StepModel.Load("the bundled planner", graph.ToArray(), new RuntimeOptions { Threads = 1, Spinning = false });
    }
}
