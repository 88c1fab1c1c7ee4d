using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trm.Grid.Model;

/// <summary>How this room writes its records: snake_case names, enumerations as words, unknown members refused.</summary>
public static class ModelJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}
