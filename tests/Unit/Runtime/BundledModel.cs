using System.IO.Compression;
using Trm.Grid.Packages;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Runtime;

/// <summary>The models that ship with the program.</summary>
internal static class BundledModel
{
    public static StepModel Load(string name, Precision precision = Precision.Fp32)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Trm.Grid.sln")))
            root = root.Parent;
        using var package = ZipFile.OpenRead(Path.Combine(root.FullName, "services", "Registry", "Bundled", $"{name}.trmpkg"));
        using var graph = new MemoryStream();
        using (var entry = package.GetEntry(Roles.FileName(precision == Precision.Fp32 ? Roles.OnnxFp32 : Roles.OnnxInt8))!.Open())
            entry.CopyTo(graph);
        return StepModel.Load($"the bundled {name}", graph.ToArray(), new RuntimeOptions { Threads = 1, Spinning = false });
    }
}
