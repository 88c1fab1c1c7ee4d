using System.Text.Json;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles;

namespace Trm.Grid.Tests.Functional;

/// <summary>A small package in a folder of its own: bytes in place of a model, for tests that are about moving it.</summary>
internal sealed class TestPackage : IDisposable
{
    private TestPackage(PackageFolder package) => Package = package;

    public PackageFolder Package { get; }

    public string Folder => Package.Folder;

    public Digest Digest => Package.Digest;

    /// <param name="seed">Other seeds give other bytes.</param>
    /// <param name="bytes">Size of the model's file.</param>
    public static TestPackage Write(int seed = 1, int bytes = 3000, string task = "planner", SigningKey? signedBy = null)
    {
        var folder = Directory.CreateTempSubdirectory("trm-grid-package-").FullName;
        var model = new byte[bytes];
        new Random(seed).NextBytes(model);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
        File.WriteAllText(Path.Combine(folder, "card.md"), $"# A model of seed {seed}\n");
        var package = PackageFolder.Write(folder, Template(seed, task), (Roles.OnnxFp32, "model.onnx"), (Roles.Card, "card.md"));
        return new(signedBy is null ? package : package.Sign(signedBy));
    }

    /// <summary>A package whose model runs.</summary>
    /// <param name="onnx">A supervision step's graph.</param>
    /// <param name="shape">What it says of itself.</param>
    public static TestPackage Of(byte[] onnx, TaskShape shape)
    {
        var folder = Directory.CreateTempSubdirectory("trm-grid-package-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), onnx);
        var template = Template(0, shape.Task) with
        {
            Input = shape.Input == InputKind.Tokens ? PackageInput.Tokens : PackageInput.Planes,
            Vocabulary = shape.Vocabulary,
            Channels = shape.Channels,
            Classes = shape.Classes,
            Height = shape.Height,
            Width = shape.Width,
        };
        return new(PackageFolder.Write(folder, template, (Roles.OnnxFp32, "model.onnx")));
    }

    public byte[] Model => File.ReadAllBytes(Package.FileOf(Roles.OnnxFp32));

    public Digest ModelDigest => Digest.Of(Model);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static Manifest Template(int seed, string task) => new()
    {
        Task = task,
        Input = PackageInput.Planes,
        Channels = 3,
        Classes = 8,
        Steps = 16,
        Configuration = JsonDocument.Parse("""{"mixer":"convolution"}""").RootElement,
        Lineage = new() { Run = $"run-{seed}", Dataset = Digest.OfText("maps"), Seed = seed, CodeVersion = "0.1.0", Created = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) },
        MinAgent = "0.1.0",
        MinRuntime = "0.1.0",
    };
}
