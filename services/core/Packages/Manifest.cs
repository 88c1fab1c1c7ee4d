using System.Text.Json;
using System.Text.Json.Serialization;
using Trm.Grid.Packages.Internal;

namespace Trm.Grid.Packages;

/// <summary>
/// What a version of a model is. The SHA-256 of its bytes as stored is the version's identity. It does not say the model's name: the registry
/// names models, and the same version may stand under several names.
/// </summary>
public sealed record Manifest
{
    /// <summary>The schema that this program writes, and the newest it reads.</summary>
    public const int CurrentSchema = 1;

    [JsonRequired]
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The task's name: <c>sudoku</c>, <c>planner</c> …</summary>
    public required string Task { get; init; }

    public required PackageInput Input { get; init; }

    /// <summary>Token values run from 0 to this less one; 0 where the input is planes.</summary>
    [JsonRequired]
    public int Vocabulary { get; init; }

    /// <summary>Float planes in a cell; 0 where the input is tokens.</summary>
    [JsonRequired]
    public int Channels { get; init; }

    /// <summary>Classes in every cell, 32 at most.</summary>
    public required int Classes { get; init; }

    /// <summary>The grid's rows; 0 where any size goes.</summary>
    [JsonRequired]
    public int Height { get; init; }

    /// <summary>The grid's columns; 0 where any size goes.</summary>
    [JsonRequired]
    public int Width { get; init; }

    /// <summary>Supervision steps to spend on a question unless its asker says otherwise.</summary>
    public required int Steps { get; init; }

    /// <summary>The network's whole configuration, an object kept as it came.</summary>
    public required JsonElement Configuration { get; init; }

    [JsonRequired]
    public IReadOnlyList<ManifestFile> Files { get; init; } = [];

    /// <summary>Absent when the package carries no golden vectors.</summary>
    public GoldenVectors? Golden { get; init; }

    /// <summary>By precision: <c>fp32</c>, <c>int8</c>.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, Tolerance> Tolerances { get; init; } = new Dictionary<string, Tolerance>();

    /// <summary>What training measured, by name; finite numbers.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    public required Lineage Lineage { get; init; }

    /// <summary>Oldest edge agent that can run it, as in <c>0.1.0</c>.</summary>
    public required string MinAgent { get; init; }

    /// <summary>Oldest runtime that can run it, as in <c>0.1.0</c>.</summary>
    public required string MinRuntime { get; init; }

    /// <summary>Reads a manifest. Unknown fields are passed over; everything this version knows must be there and right.</summary>
    /// <exception cref="PackageException">Not a manifest, or one of a newer schema.</exception>
    public static Manifest Parse(ReadOnlySpan<byte> utf8) => ManifestJson.Read(utf8);

    /// <summary>The manifest's one written form: UTF-8, indented by two, fields in the order above, keys of maps sorted, a line feed at the end.</summary>
    /// <exception cref="PackageException">The manifest contradicts itself.</exception>
    public byte[] ToBytes() => ManifestJson.Write(this);

    /// <exception cref="PackageException">The manifest asks for a newer agent.</exception>
    public void RequireAgent(Version agent) => Require("agent", MinAgent, agent);

    /// <exception cref="PackageException">The manifest asks for a newer runtime.</exception>
    public void RequireRuntime(Version runtime) => Require("runtime", MinRuntime, runtime);

    private static void Require(string part, string oldest, Version present)
    {
        if (ManifestCheck.VersionOf(oldest, "min_" + part) > ManifestCheck.Padded(present))
            throw new PackageException(PackageReasons.TooNew,
                $"running a package: it asks for {part} {oldest} or newer, this is {present}; update the {part} first, or choose an older version of the model");
    }
}
