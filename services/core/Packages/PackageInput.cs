using System.Text.Json.Serialization;

namespace Trm.Grid.Packages;

/// <summary>What the network reads in every cell: one integer token or a stack of float planes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PackageInput>))]
public enum PackageInput
{
    [JsonStringEnumMemberName("tokens")] Tokens,
    [JsonStringEnumMemberName("planes")] Planes,
}
