using System.Text.Json;
using System.Text.Json.Serialization;
using Trm.Grid.Puzzles;

namespace Trm.Grid.Runtime;

/// <summary>JSON without reflection, so that the edge agent compiles ahead of time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TaskShape))]
public sealed partial class RuntimeJson : JsonSerializerContext;
