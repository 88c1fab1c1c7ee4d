using System.Text.Json;

namespace Trm.Grid.Verbs.Runs;

/// <summary>
/// What a sweep trains: every combination of the grid's values, each with every seed. JSON:
/// <code>
/// {
///   "preset": "sudoku4",
///   "steps": 240,                                       optional; or "budget_minutes": 2
///   "seeds": [1, 2, 3],
///   "metric": "held_out_exact",                         a figure of a run; "valid" where the task has a checker
///   "settings": { "threads": 1 },                       optional: the same for all, by the names that train --set takes
///   "grid": { "ema": [0, 0.999], "latent_steps": [2, 4] }
/// }
/// </code>
/// </summary>
internal sealed record SweepFile
{
    private static readonly string[] Required = ["preset", "seeds", "metric", "grid"];
    private static readonly string[] Known = [.. Required, "steps", "budget_minutes", "settings"];

    public required string Preset { get; init; }
    public required string Metric { get; init; }
    public required uint Steps { get; init; }
    public required double BudgetMinutes { get; init; }
    public required IReadOnlyList<ulong> Seeds { get; init; }
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Every combination of the grid's values, the last name changing fastest.</summary>
    public required IReadOnlyList<SortedDictionary<string, string>> Combinations { get; init; }

    /// <exception cref="CommandFailedException">SWEEP_INVALID; the message says what is expected where.</exception>
    public static SweepFile Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw Invalid($"expected an object with preset, seeds, metric and grid, and optionally steps or budget_minutes and settings: {fault.Message}", fault);
        }
    }

    private static SweepFile Read(JsonElement root)
    {
        var names = root.EnumerateObject().Select(member => member.Name).ToList();
        if (names.Except(Known).FirstOrDefault() is { } unknown)
            throw Invalid($"nothing is called {unknown} here; there are {string.Join(", ", Known)}");
        if (Required.Except(names).ToList() is { Count: > 0 } missing)
            throw Invalid($"expected {string.Join(", ", Required)}; {string.Join(" and ", missing)} {(missing.Count > 1 ? "are" : "is")} not there");
        var sweep = new SweepFile
        {
            Preset = root.GetProperty("preset").GetString() ?? "",
            Metric = root.GetProperty("metric").GetString() ?? "",
            Steps = root.TryGetProperty("steps", out var steps) ? steps.GetUInt32() : 0,
            BudgetMinutes = root.TryGetProperty("budget_minutes", out var minutes) ? minutes.GetDouble() : 0,
            Seeds = [.. root.GetProperty("seeds").EnumerateArray().Select(SeedOf).Distinct()],
            Settings = root.TryGetProperty("settings", out var settings) ? settings.EnumerateObject().ToDictionary(one => one.Name, one => Text(one.Value)) : [],
            Combinations = Combine([.. root.GetProperty("grid").EnumerateObject()]),
        };
        if (sweep.Preset.Length == 0 || sweep.Metric.Length == 0) throw Invalid("preset and metric must not be empty");
        if (sweep.Seeds.Count == 0) throw Invalid("seeds must name at least one");
        if (sweep.Combinations.Count == 0) throw Invalid("every name in grid needs at least one value");
        if (sweep.BudgetMinutes < 0 || (sweep.Steps > 0 && sweep.BudgetMinutes > 0)) throw Invalid("state steps or budget_minutes, not both, and nothing negative");
        return sweep;
    }

    private static ulong SeedOf(JsonElement seed) => seed.ValueKind == JsonValueKind.Number && seed.TryGetUInt64(out var value)
        ? value
        : throw Invalid($"seeds must be whole numbers from 0, got {seed.GetRawText()}");

    private static List<SortedDictionary<string, string>> Combine(List<JsonProperty> axes)
    {
        List<SortedDictionary<string, string>> all = [new(StringComparer.Ordinal)];
        foreach (var axis in axes)
        {
            if (axis.Value.ValueKind != JsonValueKind.Array)
                throw Invalid($"grid.{axis.Name} must be a list of values, got {axis.Value.GetRawText()}");
            all = [.. all.SelectMany(before => axis.Value.EnumerateArray().Select(value => new SortedDictionary<string, string>(before, StringComparer.Ordinal) { [axis.Name] = Text(value) }))];
        }
        return all;
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static CommandFailedException Invalid(string message, Exception? inner = null) => new("SWEEP_INVALID", $"The sweep's file: {message.TrimEnd('.')}.", inner);
}
