using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trm.Grid.Packages.Internal;

/// <summary>Generated readers and writers: nothing is found by reflection, so the edge agent can be one native file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class PackageJson : JsonSerializerContext;
