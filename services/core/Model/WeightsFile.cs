using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using Trm.Grid.Model.Internal;
using Trm.Grid.Packages;
using static TorchSharp.torch;

namespace Trm.Grid.Model;

/// <summary>
/// A network's weights as one safetensors file: its parameters by their names (in 16 bits where that says the same), <c>y0</c>, <c>z0</c>, <c>puzzle.weight</c> where there are puzzle
/// embeddings, and the configuration as JSON under <c>configuration</c>. Embeddings of several puzzles lie elsewhere, see <see cref="PackagedPuzzles"/>.
/// Files of the reference's PyTorch code are read too.
/// </summary>
public static class WeightsFile
{
    private const string ConfigurationKey = "configuration";

    public static void Write(Network network, string path)
    {
        var writer = new SafetensorsWriter().Describe(ConfigurationKey, JsonSerializer.Serialize(network.Configuration, ModelJson.Options));
        foreach (var (name, value) in All(network))
        {
            var bytes = Bytes(value);
            if (Binary16.Of(MemoryMarshal.Cast<byte, float>(bytes)) is { } halves) writer.Add(name, TensorType.F16, value.shape, MemoryMarshal.AsBytes(halves.AsSpan()));
            else writer.Add(name, TensorType.F32, value.shape, bytes);
        }
        writer.Save(path);

        static byte[] Bytes(Tensor value)
        {
            using var scope = NewDisposeScope();
            return TensorBytes.Of(value.detach().to(float32));
        }
    }

    /// <summary>The network whose weights a file holds, where it says so: this project's files do.</summary>
    /// <exception cref="ArgumentException">What it says is no configuration.</exception>
    /// <exception cref="CheckpointException">A checkpoint of another version.</exception>
    /// <exception cref="PackageException">No safetensors file, or a damaged one.</exception>
    public static ModelConfiguration? ConfigurationOf(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (Checkpoint.StateOf(path, file) is { } run) return run.Configuration;
        return file.Metadata.TryGetValue(ConfigurationKey, out var json) ? Read(json, path) : null;
    }

    /// <summary>The network and the recipe of the run that a checkpoint is of; null where the file holds weights alone.</summary>
    /// <exception cref="CheckpointException">A checkpoint of another version.</exception>
    /// <exception cref="PackageException">No safetensors file, or a damaged one.</exception>
    public static (ModelConfiguration Configuration, Recipe Recipe)? RunOf(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return Checkpoint.StateOf(path, file) is { } run ? (run.Configuration, run.Recipe) : null;
    }

    /// <summary>A network with a file's weights.</summary>
    /// <param name="path">What <see cref="Load"/> reads, or a run's checkpoint: of that the averaged weights.</param>
    /// <param name="configuration">The network's.</param>
    /// <param name="precision">What it computes in.</param>
    /// <param name="device">Where, by torch's name.</param>
    /// <exception cref="ArgumentException">The file is of another network, or there is no such device.</exception>
    /// <exception cref="CheckpointException">A damaged checkpoint.</exception>
    /// <exception cref="PackageException">No safetensors file, or a damaged one.</exception>
    public static Network Open(string path, ModelConfiguration configuration, Precision precision = Precision.Fp32, string device = "cpu")
    {
        var network = Network.Create(configuration, seed: 0, precision, DeviceChoice.Of(device));
        try
        {
            if (Checkpoint.Is(path)) LoadAveraged(network, path);
            else Load(network, path);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Puts a file's weights into a network.</summary>
    /// <param name="network">Every tensor is replaced; puzzle embeddings stay as they are where the file has none.</param>
    /// <param name="path">What <see cref="Write"/> or an export wrote, or the reference's state dictionary as safetensors (see ReferenceNames).</param>
    /// <exception cref="ArgumentException">The file is of another network; the message lists what does not fit.</exception>
    /// <exception cref="PackageException">No safetensors file, or a damaged one.</exception>
    public static void Load(Network network, string path)
    {
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        using var file = SafetensorsFile.Open(path);
        var faults = new List<string>();
        // Of another network the tensors need not be told one by one.
        if (file.Metadata.TryGetValue(ConfigurationKey, out var json)) RequireKind(path, Read(json, path), network.Configuration);
        var own = All(network).ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        var found = new Dictionary<string, TensorInfo>();
        foreach (var info in file.Tensors)
        {
            var name = own.ContainsKey(info.Name) ? info.Name : ReferenceNames.OursOf(info.Name, network.Configuration.Layers);
            if (name is null && (info.Name.Contains("puzzle_emb.local_", StringComparison.Ordinal) || info.Name.Contains("rotary_emb.", StringComparison.Ordinal))) continue;
            if (name is null || !own.TryGetValue(name, out var place) || !found.TryAdd(name, info))
                faults.Add($"nothing here is called {info.Name}");
            else if (!info.Shape.SequenceEqual(place.shape))
                faults.Add($"{info.Name} is [{string.Join(", ", info.Shape)}], expected [{string.Join(", ", place.shape)}]");
        }
        faults.AddRange(own.Keys.Where(name => name != PuzzleName && !found.ContainsKey(name)).Select(name => $"{name} is missing"));
        if (faults.Count > 0) throw Unfit();
        foreach (var (name, info) in found)
            own[name].copy_(TensorBytes.Read(info, file.Bytes(info.Name)));

        ArgumentException Unfit() => new(
            $"loading weights from {path}: {string.Join("; ", faults.Take(8))}{(faults.Count > 8 ? $"; and {faults.Count - 8} more" : "")}; load them into the configuration that they were trained with");
    }

    private static void LoadAveraged(Network network, string path)
    {
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        var (run, saved) = Checkpoint.Read(path);
        RequireKind(path, run.Configuration, network.Configuration);
        if (network.Configuration.Puzzles > 1)
            throw new ArgumentException($"loading weights from {path}: expected a network without a table of puzzle embeddings, got one of {network.Configuration.Puzzles}; its package has them");
        network.Flat.copy_(saved["averaged"]);
        network.Y0.copy_(saved["y0"]);
        network.Z0.copy_(saved["z0"]);
        network.Puzzles?.copy_(saved["puzzles"]);
    }

    private static void RequireKind(string path, ModelConfiguration theirs, ModelConfiguration ours)
    {
        if (Kind(theirs) != Kind(ours))
            throw new ArgumentException($"loading weights from {path}: it is of another network: {string.Join(", ", Differences(Kind(theirs), Kind(ours)))}; load them into the configuration that they were trained with");
    }

    private const string PuzzleName = "puzzle.weight";

    private static IEnumerable<(string Name, Tensor Value)> All(Network network) =>
        [.. network.Parameters, ("y0", network.Y0), ("z0", network.Z0), .. network.Configuration.Puzzles == 1 && network.Puzzles is { } puzzles ? [(PuzzleName, puzzles)] : Array.Empty<(string, Tensor)>()];

    /// <summary>What must agree for weights to mean the same: how often they are applied may change, and how halting is decided.</summary>
    private static ModelConfiguration Kind(ModelConfiguration configuration) => configuration with
    {
        LatentSteps = 1, Cycles = 1, MaxSteps = 1, Halting = Halting.Bce, Puzzles = 0, Inner = configuration.HiddenInner, Expansion = 0,
    };

    private static IEnumerable<string> Differences(ModelConfiguration theirs, ModelConfiguration ours)
    {
        var (its, own) = (Settings(theirs), Settings(ours));
        return its.Where(setting => setting.Value != own[setting.Key]).Select(setting => $"{setting.Key} {setting.Value}, here {own[setting.Key]}");

        static Dictionary<string, string> Settings(ModelConfiguration configuration) =>
            JsonSerializer.SerializeToNode(configuration, ModelJson.Options)!.AsObject()
                .SelectMany(setting => setting.Value is JsonObject shape ? shape.Select(part => (part.Key, part.Value)) : [(setting.Key, setting.Value)])
                .ToDictionary(setting => setting.Key, setting => setting.Value?.ToString() ?? "none");
    }

    private static ModelConfiguration Read(string json, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ModelConfiguration>(json, ModelJson.Options)!;
        }
        catch (JsonException fault)
        {
            throw new ArgumentException($"loading weights from {path}: expected a network's configuration in its metadata, got: {fault.Message}", fault);
        }
    }
}
