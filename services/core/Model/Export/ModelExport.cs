using System.Text.Json;
using Google.Protobuf;
using Trm.Grid.Model.Internal;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Export;

/// <summary>Turns a trained network into files that run without torch.</summary>
public static class ModelExport
{
    /// <summary>The oldest agent and runtime that know this step graph.</summary>
    private const string OldestRunner = "0.1.0";

    /// <summary>A table of 960 tasks with 1000 augmentations takes 2 GB; of so many votes the first hundred decide.</summary>
    private const long MostPuzzleBytes = 256L << 20;

    /// <summary>The bytes of an .onnx file with one supervision step; equal networks give equal bytes.</summary>
    /// <param name="network">The weights to export: the moving average, not the weights that training moves.</param>
    /// <param name="precision">In what numbers the graph multiplies its matrices.</param>
    public static byte[] ToOnnx(Network network, ExportPrecision precision) => StepGraph.Of(network, precision).ToByteArray();

    /// <summary>Exports a run's averaged weights.</summary>
    /// <inheritdoc cref="Write(Network, IExampleSource, ExportFacts, string)"/>
    public static PackageFolder Write(TrainingSession session, IExampleSource examples, ExportFacts facts, string folder) =>
        Write(session.Averaged, examples, facts with { Recipe = facts.Recipe ?? session.Recipe }, folder);

    /// <summary>Exports weights that lie in a file; see <see cref="WeightsFile"/>.</summary>
    /// <param name="weights">The file.</param>
    /// <param name="configuration">Of the network that they belong to.</param>
    /// <inheritdoc cref="Write(Network, IExampleSource, ExportFacts, string)" path="/param"/>
    public static PackageFolder WriteFile(string weights, ModelConfiguration configuration, IExampleSource examples, ExportFacts facts, string folder)
    {
        using var network = WeightsFile.Open(weights, configuration);
        return Write(network, examples, facts, folder);
    }

    /// <summary>Writes a package: both graphs, weights, golden vectors, card and manifest. The registry signs it.</summary>
    /// <param name="network">The weights to export.</param>
    /// <param name="examples">Where the golden vectors' questions come from; best one that training never saw.</param>
    /// <param name="facts">What the package tells beside the network.</param>
    /// <param name="folder">Where; made if it does not exist.</param>
    public static PackageFolder Write(Network network, IExampleSource examples, ExportFacts facts, string folder)
    {
        ExampleFit.Require($"exporting a network of {network.Configuration.Shape.Task}", network.Configuration.Shape, examples);
        Directory.CreateDirectory(folder);
        using var plain = network.Twin(Precision.Fp32, device: CPU);
        using var scope = NewDisposeScope();
        var (fp32, int8) = (ToOnnx(plain, ExportPrecision.Fp32), ToOnnx(plain, ExportPrecision.Int8));
        File.WriteAllBytes(PathOf(Roles.OnnxFp32), fp32);
        File.WriteAllBytes(PathOf(Roles.OnnxInt8), int8);
        WeightsFile.Write(plain, PathOf(Roles.Weights));
        var golden = GoldenRecorder.Record(plain, examples, facts, PathOf(Roles.Golden));
        File.WriteAllText(PathOf(Roles.Card), ModelCard.Write(plain, facts, golden, fp32.Length, int8.Length));
        string[] roles = [Roles.OnnxFp32, Roles.OnnxInt8, Roles.Weights, Roles.Golden, Roles.Card, .. WritePuzzles(plain, facts, PathOf(Roles.Puzzles))];
        return PackageFolder.Write(folder, ManifestOf(plain.Configuration, facts, golden), roles.Select(role => (role, Roles.FileName(role))));

        string PathOf(string role) => Path.Combine(folder, Roles.FileName(role));
    }

    /// <summary>Takes the int8 graph out of a package; the card says why.</summary>
    public static PackageFolder WithoutInt8(PackageFolder package, string why)
    {
        var manifest = package.Manifest with { Tolerances = package.Manifest.Tolerances.Where(tolerance => tolerance.Key != "int8").ToDictionary() };
        var files = package.Manifest.Files.Where(file => file.Role != Roles.OnnxInt8).Select(file => (file.Role, file.Path)).ToList();
        var card = package.FileOf(Roles.Card);
        File.WriteAllText(card, ModelCard.WithoutInt8(File.ReadAllText(card), why));
        File.Delete(package.FileOf(Roles.OnnxInt8));
        return PackageFolder.Write(package.Folder, manifest, files);
    }

    /// <summary>The embeddings of all tasks, of as many augmentations as a package may carry.</summary>
    private static string[] WritePuzzles(Network network, ExportFacts facts, string path)
    {
        if (network.Configuration.Puzzles <= 1)
            return [];
        var known = facts.Puzzles ?? throw new ArgumentException($"exporting a network of task {network.Configuration.Shape.Task}: expected the names of its {network.Configuration.Puzzles} puzzles; or choose one with Network.ForPuzzle");
        var (each, width) = (known.Augmentations + 1, network.Configuration.Hidden);
        var kept = (int)Math.Clamp(MostPuzzleBytes / sizeof(float) / width / known.Tasks.Count, 1, each);
        var rows = new float[known.Tasks.Count * kept * width];
        for (var task = 0; task < known.Tasks.Count; task++)
        {
            using var scope = NewDisposeScope();
            network.RowsOf(arange((long)task * each, (long)task * each + kept)).to(float32).cpu().contiguous().data<float>().CopyTo(rows.AsSpan(task * kept * width));
        }
        PackagedPuzzles.Write(path, known.Tasks, kept - 1, width, rows);
        return [Roles.Puzzles];
    }

    private static Manifest ManifestOf(ModelConfiguration configuration, ExportFacts facts, GoldenVectors golden) => new()
    {
        Task = configuration.Shape.Task,
        Input = configuration.Shape.Input == InputKind.Tokens ? PackageInput.Tokens : PackageInput.Planes,
        Vocabulary = configuration.Shape.Vocabulary,
        Channels = configuration.Shape.Channels,
        Classes = configuration.Shape.Classes,
        Height = configuration.Shape.Height,
        Width = configuration.Shape.Width,
        Steps = configuration.MaxSteps,
        Configuration = JsonSerializer.SerializeToElement(configuration, ModelJson.Options),
        Golden = golden,
        Tolerances = new Dictionary<string, Tolerance>
        {
            ["fp32"] = new() { MaxLogitDifference = facts.MaxLogitDifference },
            ["int8"] = new() { MinEqualCells = facts.LeastEqualCells(configuration.Shape) },
        },
        Metrics = facts.Metrics,
        Lineage = facts.Lineage,
        MinAgent = OldestRunner,
        MinRuntime = OldestRunner,
    };
}
