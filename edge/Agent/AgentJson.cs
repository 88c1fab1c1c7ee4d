using System.Text.Json.Serialization;
using Trm.Grid.Edge.Identity;
using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Edge;

/// <summary>The agent's JSON forms, generated at build time: a native program has no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, WriteIndented = true)]
[JsonSerializable(typeof(SwapRecord))]
[JsonSerializable(typeof(IdentityRecord))]
internal sealed partial class AgentJson : JsonSerializerContext;
