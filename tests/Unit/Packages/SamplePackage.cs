using System.Text.Json;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Packages;

/// <summary>A folder of its own for one test, and small packages in it. No model: only bytes.</summary>
internal sealed class SamplePackage : IDisposable
{
    public SamplePackage() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), "trm-grid-packages-" + Guid.NewGuid().ToString("n"));

    public SigningKey Key { get; } = SigningKey.Create();

    public TrustedKeys Trusted => TrustedKeys.Of(Key);

    public static Manifest Template() => new()
    {
        Task = "sudoku",
        Input = PackageInput.Tokens,
        Vocabulary = 11,
        Classes = 11,
        Height = 9,
        Width = 9,
        Steps = 16,
        Configuration = JsonDocument.Parse("""{"mixer":"mlp","hidden":512,"deep":{"list":[1,2.5,"ü"]}}""").RootElement,
        Tolerances = new Dictionary<string, Tolerance> { ["int8"] = new() { MinEqualCells = 0.99 }, ["fp32"] = new() { MaxLogitDifference = 1e-3 } },
        Metrics = new Dictionary<string, double> { ["valid"] = 0.97, ["loss"] = 0.25 },
        Golden = new() { Cases = 2, Steps = 3 },
        Lineage = new()
        {
            Run = "run-1",
            Dataset = Digest.OfText("data"),
            Seed = 7,
            CodeVersion = "0.1.0",
            Created = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        },
        MinAgent = "0.1.0",
        MinRuntime = "0.1.0",
    };

    /// <summary>A package of two files, one of them in a sub-folder, not signed.</summary>
    public PackageFolder Write(string name = "package")
    {
        var folder = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.Combine(folder, "more"));
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))]);
        File.WriteAllText(Path.Combine(folder, "more", "golden.safetensors"), "golden");
        return PackageFolder.Write(folder, Template(), (Roles.OnnxFp32, "model.onnx"), (Roles.Golden, "more/golden.safetensors"));
    }

    public PackageFolder WriteSigned(string name = "package") => Write(name).Sign(Key);

    public static void AssertRefused(string reason, Action act)
    {
        var fault = Assert.Throws<PackageException>(act);
        Assert.True(fault.Reason == reason, $"expected {reason}, got {fault.Reason}: {fault.Message}");
    }

    public void Dispose()
    {
        Key.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
