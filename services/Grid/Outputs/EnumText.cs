using System.Text.Json;

namespace Trm.Grid.Outputs;

/// <summary>The contracts' enumerations as people and scripts read them: lower_snake, without the enumeration's own name.</summary>
internal static class EnumText
{
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
