using System.Text.Json;
using System.Text.Json.Nodes;
using Trm.Grid.Model;

namespace Trm.Grid.Trainer;

/// <summary>Settings over a preset's, by the snake_case names of <see cref="Recipe"/> and <see cref="ModelConfiguration"/>.</summary>
internal static class Overrides
{
    // A run's own specification states these; the task's shape is the preset's.
    private static readonly HashSet<string> Fixed = ["steps", "budget_minutes", "shape"];

    /// <summary>Every setting's name with its value as an override writes it.</summary>
    public static Dictionary<string, string> Of(ModelConfiguration configuration, Recipe recipe) => Settings(recipe).Concat(Settings(configuration))
        .Where(setting => !Fixed.Contains(setting.Key))
        .ToDictionary(setting => setting.Key, setting => setting.Value?.GetValueKind() == JsonValueKind.String ? setting.Value.GetValue<string>() : setting.Value?.ToJsonString() ?? "null");

    /// <exception cref="ArgumentException">An unknown name or a value that does not fit; the message says which names there are.</exception>
    public static (ModelConfiguration Configuration, Recipe Recipe) Apply(ModelConfiguration configuration, Recipe recipe, IReadOnlyDictionary<string, string> overrides)
    {
        var model = Settings(configuration);
        var training = Settings(recipe);
        foreach (var (name, text) in overrides)
        {
            var home = Fixed.Contains(name) ? null : training.ContainsKey(name) ? training : model.ContainsKey(name) ? model : null;
            if (home is null)
                throw new ArgumentException($"override {name}: no such setting; there are {string.Join(", ", training.Concat(model).Select(setting => setting.Key).Except(Fixed).Order())}");
            home[name] = Value(name, home[name], text);
        }
        return (Read<ModelConfiguration>(model), Read<Recipe>(training));
    }

    private static JsonObject Settings<T>(T record) => JsonSerializer.SerializeToNode(record, ModelJson.Options)!.AsObject();

    private static JsonNode? Value(string name, JsonNode? present, string text)
    {
        if (present?.GetValueKind() == JsonValueKind.String)
            return WordsOf(name) is not { } words || words.Contains(text, StringComparer.OrdinalIgnoreCase)
                ? JsonValue.Create(text)
                : throw new ArgumentException($"override {name}: expected one of {string.Join(", ", words)}, got '{text}'");
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException fault)
        {
            throw new ArgumentException($"override {name}: expected a value like {present?.ToJsonString() ?? "null"}, got '{text}'", fault);
        }
    }

    /// <summary>The words that a setting takes; null where it takes any.</summary>
    private static string[]? WordsOf(string name) => typeof(Recipe).GetProperties().Concat(typeof(ModelConfiguration).GetProperties())
        .FirstOrDefault(setting => setting.PropertyType.IsEnum && JsonNamingPolicy.SnakeCaseLower.ConvertName(setting.Name) == name) is { } found
        ? [.. Enum.GetNames(found.PropertyType).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)]
        : null;

    private static T Read<T>(JsonObject settings)
    {
        try
        {
            return settings.Deserialize<T>(ModelJson.Options)!;
        }
        catch (JsonException fault)
        {
            throw new ArgumentException($"overrides: {fault.Message}", fault);
        }
    }
}
