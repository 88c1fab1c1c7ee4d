using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;
using Trm.Grid.Packages;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Everything of a run that is not a tensor. There is no generator's state: all chance is a function of the seed and these counters.</summary>
internal sealed record RunState
{
    public required ModelConfiguration Configuration { get; init; }
    public required Recipe Recipe { get; init; }
    public required Precision Precision { get; init; }
    public required long Seed { get; init; }
    public required long Step { get; init; }
    public required long TotalSteps { get; init; }

    /// <summary>The sampler's position: the index of the source's next example.</summary>
    public required long NextExample { get; init; }
    public required double TrainedSeconds { get; init; }
    public HeldOutLooks Looks { get; init; } = new();

    /// <summary>The step that a mapped table of puzzle embeddings was committed with before; see <see cref="PuzzleTable"/>.</summary>
    public long PuzzlesBefore { get; init; }
}

/// <summary>
/// A run as one safetensors file: tensors by name, the <see cref="RunState"/> as JSON in its metadata, and a SHA-256 over both. It is written beside
/// its place, flushed to the disk and renamed, so a reader finds the old one or the new one, whole.
/// </summary>
internal static class Checkpoint
{
    private const string StateKey = "trm.grid.run", DigestKey = "trm.grid.digest";

    public static void Write(string path, RunState state, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        using var scope = NewDisposeScope();
        var json = JsonSerializer.Serialize(state, ModelJson.Options);
        var writer = new SafetensorsWriter().Describe(StateKey, json);
        var parts = tensors.Select(tensor => (tensor.Name, Bytes: TensorBytes.Of(tensor.Value), Tensor: tensor.Value)).ToList();
        foreach (var part in parts) writer.Add(part.Name, TensorBytes.TypeOf(part.Tensor.dtype), part.Tensor.shape, part.Bytes);
        writer.Describe(DigestKey, DigestOf(json, parts.Select(part => (part.Name, part.Bytes)))).Save(path);
    }

    /// <summary>Whether a safetensors file holds a run.</summary>
    /// <exception cref="PackageException">No safetensors file, or a damaged one.</exception>
    public static bool Is(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Metadata.ContainsKey(StateKey);
    }

    /// <summary>The run's state alone; null where the file holds no run. Its digest is not checked.</summary>
    /// <exception cref="CheckpointException">It is of another version.</exception>
    public static RunState? StateOf(string path, SafetensorsFile file)
    {
        try
        {
            return file.Metadata.TryGetValue(StateKey, out var json) ? JsonSerializer.Deserialize<RunState>(json, ModelJson.Options) : null;
        }
        catch (JsonException error)
        {
            throw new CheckpointException($"reading {path}: expected a training checkpoint of this version, got: {error.Message}", error);
        }
    }

    /// <returns>The state and the tensors (on the CPU), which belong to the caller's dispose scope.</returns>
    /// <exception cref="CheckpointException">Damaged, or no checkpoint.</exception>
    public static (RunState State, IReadOnlyDictionary<string, Tensor> Tensors) Read(string path)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            if (!file.Metadata.TryGetValue(StateKey, out var json) || !file.Metadata.TryGetValue(DigestKey, out var digest))
                throw new CheckpointException($"resuming from {path}: expected a training checkpoint, got a safetensors file without a run's state; name a file that a run saved");
            var parts = file.Tensors.Select(info => (info.Name, Bytes: file.Bytes(info.Name))).ToList();
            if (DigestOf(json, parts) is var found && found != digest)
                throw new CheckpointException($"resuming from {path}: expected contents of {digest}, got {found}; the file is damaged: resume from an older one");
            return (JsonSerializer.Deserialize<RunState>(json, ModelJson.Options)!,
                parts.ToDictionary(part => part.Name, part => TensorBytes.Read(file.Info(part.Name), part.Bytes)));
        }
        catch (Exception error) when (error is PackageException or JsonException)
        {
            throw new CheckpointException($"resuming from {path}: expected a training checkpoint of this version, got: {error.Message}", error);
        }
    }

    /// <summary>Over the state and, name by name, every tensor.</summary>
    private static string DigestOf(string json, IEnumerable<(string Name, byte[] Bytes)> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(json));
        foreach (var (name, bytes) in parts.OrderBy(part => part.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(bytes);
        }
        return Digest.FromHash(hash.GetHashAndReset()).ToString();
    }
}
