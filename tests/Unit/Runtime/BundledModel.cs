using System.IO.Compression;
using Trm.Grid.Packages;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Runtime;

/// <summary>The models that ship with the program.</summary>
internal static class BundledModel
{
    public static StepModel Load(string name, Precision precision = Precision.Fp32)
    {
        using var package = Open(name);
        using var graph = new MemoryStream();
        using (var entry = package.GetEntry(Roles.FileName(precision == Precision.Fp32 ? Roles.OnnxFp32 : Roles.OnnxInt8))!.Open())
            entry.CopyTo(graph);
        return StepModel.Load($"the bundled {name}", graph.ToArray(), new RuntimeOptions { Threads = 1, Spinning = false });
    }

    /// <summary>Writes its weights to a file.</summary>
    /// <returns>The file.</returns>
    public static string Weights(string name, string path)
    {
        using var package = Open(name);
        package.GetEntry(Roles.FileName(Roles.Weights))!.ExtractToFile(path);
        return path;
    }

    private static ZipArchive Open(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Trm.Grid.sln")))
            root = root.Parent;
        return ZipFile.OpenRead(Path.Combine(root.FullName, "services", "Registry", "Bundled", $"{name}.trmpkg"));
    }
}
