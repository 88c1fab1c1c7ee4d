using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trm.Grid.Edge.Gpio;

/// <summary>
/// One line of the board, by its offset in its chip: as a number, a line of the chip that <see cref="GpioSettings.Chip"/> means, or as "CHIP:LINE",
/// a line of /dev/gpiochipCHIP. Boards as the Jetson spread their header over several chips.
/// </summary>
/// <param name="Offset">Counted by the kernel, which is no number of a header's pin.</param>
/// <param name="Chip">N of /dev/gpiochipN; null: the one that all lines share.</param>
[JsonConverter(typeof(Converter))]
internal readonly record struct GpioLine(int Offset, int? Chip = null)
{
    private const int Most = 1023;

    public bool IsSound => Offset is >= 0 and <= Most && Chip is null or >= 0 and <= Most;

    public static implicit operator GpioLine(int offset) => new(offset);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Chip is { } chip ? $"{chip}:" : "")}{Offset}");

    private static GpioLine? Parse(string? text) =>
        text?.Split(':') is [var chip, var line] && int.TryParse(chip, NumberStyles.None, CultureInfo.InvariantCulture, out var c) && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var l)
            ? new(l, c)
            : null;

    public sealed class Converter : JsonConverter<GpioLine>
    {
        public override GpioLine Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var offset) ? offset
            : reader.TokenType == JsonTokenType.String && Parse(reader.GetString()) is { } line ? line
            : throw new JsonException("a line is a number, or \"CHIP:LINE\" as in \"1:12\"");

        public override void Write(Utf8JsonWriter writer, GpioLine value, JsonSerializerOptions options)
        {
            if (value.Chip is null)
                writer.WriteNumberValue(value.Offset);
            else
                writer.WriteStringValue(value.ToString());
        }
    }
}
