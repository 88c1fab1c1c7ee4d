using System.Globalization;
using System.Text.Json;
using Trm.Grid.Puzzles;

namespace Trm.Grid.Runtime;

/// <summary>What a step graph tells about itself in its metadata_props, under keys that begin with <c>trm.grid.</c>.</summary>
public sealed record StepMetadata
{
    public const string TaskKey = "trm.grid.task";
    public const string ConfigurationKey = "trm.grid.configuration";
    public const string StepsKey = "trm.grid.steps";
    public const string PrefixKey = "trm.grid.prefix";
    public const string PrecisionKey = "trm.grid.precision";
    public const string SymmetricKey = "trm.grid.symmetric";
    public const string CyclesKey = "trm.grid.cycles";

    public required TaskShape Shape { get; init; }

    /// <summary>The configuration it was trained with, as written there.</summary>
    public string ConfigurationJson { get; init; } = "{}";

    /// <summary>Supervision steps after which a run gives up, unless told otherwise.</summary>
    public required int Steps { get; init; }

    /// <summary>State positions before the first cell.</summary>
    public int Prefix { get; init; }

    /// <summary>All symmetries of a question are the same to it: a second thought needs another question.</summary>
    public bool Symmetric { get; init; }

    /// <summary>T, of a graph that was opened to look at its latents; 0 of any other.</summary>
    public int Cycles { get; init; }

    internal static StepMetadata Read(string source, IReadOnlyDictionary<string, string> entries)
    {
        var shape = JsonSerializer.Deserialize(Entry(TaskKey), RuntimeJson.Default.TaskShape)
            ?? throw new InvalidDataException($"reading {source}: {TaskKey} is empty, expected a task shape; export the model again");
        return new StepMetadata
        {
            Shape = shape,
            ConfigurationJson = entries.GetValueOrDefault(ConfigurationKey, "{}"),
            Steps = Number(StepsKey, Entry(StepsKey)),
            Prefix = Number(PrefixKey, entries.GetValueOrDefault(PrefixKey, "0")),
            Symmetric = entries.GetValueOrDefault(SymmetricKey) == "true",
            Cycles = Number(CyclesKey, entries.GetValueOrDefault(CyclesKey, "0")),
        };

        string Entry(string key) => entries.GetValueOrDefault(key)
            ?? throw new InvalidDataException($"reading {source}: no metadata {key}, so this is not a supervision step of this project; export the model again");

        int Number(string key, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException($"reading {source}: {key} is '{text}', expected a whole number; export the model again");
    }
}
