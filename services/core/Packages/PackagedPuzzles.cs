using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trm.Grid.Packages;

/// <summary>
/// What a model learned of each puzzle by itself: of every ARC task, and of its augmentations, one embedding. A safetensors file: <c>rows</c> F32
/// [tasks * (augmentations + 1), d], the rows of one task together, its own first; the tasks' names as a JSON list under <c>tasks</c>, how many
/// augmentations each has under <c>augmentations</c>. All of it is read at once.
/// </summary>
public sealed class PackagedPuzzles
{
    private const string Rows = "rows", TasksKey = "tasks", AugmentationsKey = "augmentations";
    private readonly Dictionary<string, int> places;
    private readonly float[] rows;

    private PackagedPuzzles(string[] tasks, int augmentations, int width, float[] rows)
    {
        (Augmentations, Width, this.rows) = (augmentations, width, rows);
        places = tasks.Select((name, place) => (name, place)).ToDictionary(task => task.name, task => task.place, StringComparer.Ordinal);
    }

    /// <summary>How many tasks it knows.</summary>
    public int Count => places.Count;

    /// <summary>Of each task, beside itself.</summary>
    public int Augmentations { get; }

    /// <summary>d.</summary>
    public int Width { get; }

    /// <summary>Whether the model was trained on this task.</summary>
    public bool Knows(string task) => places.ContainsKey(task);

    /// <summary>The embedding of an augmentation of a task, [d].</summary>
    /// <param name="task">One that it knows.</param>
    /// <param name="number">0 for the task itself, to <see cref="Augmentations"/>.</param>
    public ReadOnlySpan<float> Of(string task, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Augmentations);
        return rows.AsSpan(checked(((places[task] * (Augmentations + 1)) + number) * Width), Width);
    }

    /// <param name="path">Where.</param>
    /// <param name="tasks">Their names.</param>
    /// <param name="augmentations">Of each.</param>
    /// <param name="width">d.</param>
    /// <param name="rows">All of them, in the file's order.</param>
    public static void Write(string path, IReadOnlyList<string> tasks, int augmentations, int width, ReadOnlySpan<float> rows) => new SafetensorsWriter()
        .Describe(TasksKey, JsonSerializer.Serialize([.. tasks], PuzzlesJson.Default.StringArray))
        .Describe(AugmentationsKey, augmentations.ToString(CultureInfo.InvariantCulture))
        .Add(Rows, [tasks.Count * (augmentations + 1L), width], rows)
        .Save(path);

    /// <exception cref="PackageException">No such file, or one that contradicts itself.</exception>
    public static PackagedPuzzles Open(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var shape = file.Info(Rows).Shape;
        var tasks = file.Metadata.TryGetValue(TasksKey, out var json) ? NamesIn(json) : null;
        if (tasks is null || !int.TryParse(file.Metadata.GetValueOrDefault(AugmentationsKey), NumberStyles.None, CultureInfo.InvariantCulture, out var augmentations)
            || shape.Count != 2 || shape[0] != tasks.Length * (augmentations + 1L) || tasks.Distinct(StringComparer.Ordinal).Count() != tasks.Length)
            throw new PackageException(PackageReasons.ManifestInvalid, $"reading {path}: expected the embeddings of named puzzles, got rows of [{string.Join(", ", shape)}] and {tasks?.Length ?? 0} names; export the model again");
        return new(tasks, augmentations, (int)shape[1], file.Floats(Rows));

        static string[]? NamesIn(string json)
        {
            try
            {
                return JsonSerializer.Deserialize(json, PuzzlesJson.Default.StringArray);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}

[JsonSerializable(typeof(string[]))]
internal sealed partial class PuzzlesJson : JsonSerializerContext;
