using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trm.Grid.Edge;

/// <summary>The form of a file that people write: comments are welcome, unknown names are not.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(AgentSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
