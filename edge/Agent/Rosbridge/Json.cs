using System.Text.Json;

namespace Trm.Grid.Edge.Rosbridge;

/// <summary>Fields of ROS messages as rosbridge writes them.</summary>
internal static class Json
{
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static JsonElement Field(JsonElement message, string name) => message.ValueKind == JsonValueKind.Object && message.TryGetProperty(name, out var field)
        ? field
        : throw new InvalidDataException($"reading a ROS message: expected the field {name}, got none; is the topic of the right type?");

    /// <exception cref="InvalidDataException">It is no finite number; rosbridge writes those as null.</exception>
    public static double Number(JsonElement message, string name) => Field(message, name) is { ValueKind: JsonValueKind.Number } field && field.TryGetDouble(out var number) && double.IsFinite(number)
        ? number
        : throw new InvalidDataException($"reading a ROS message: expected a finite number as {name}, got {Field(message, name).ValueKind}");

    public static int Count(JsonElement message, string name) => Number(message, name) is var number && number == Math.Floor(number) && number is > 0 and <= int.MaxValue
        ? (int)number
        : throw new InvalidDataException($"reading a ROS message: expected a whole number of 1 or more as {name}, got {number}");

    /// <summary>The frame of a message with a header; older ROS wrote a slash before it.</summary>
    public static string Frame(JsonElement message) => Field(Field(message, "header"), "frame_id").GetString()?.TrimStart('/') ?? "";
}
