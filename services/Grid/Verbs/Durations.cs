using System.CommandLine.Parsing;
using System.Globalization;

namespace Trm.Grid.Verbs;

/// <summary>Durations as people type them: 90s, 10m, 2h, or plain seconds.</summary>
internal static class Durations
{
    public static TimeSpan? Parse(string text)
    {
        var (number, unit) = text.Length > 0 && char.IsLetter(text[^1]) ? (text[..^1], text[^1]) : (text, 's');
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return null;
        var seconds = unit switch { 's' => value, 'm' => value * 60, 'h' => value * 3600, 'd' => value * 86400, _ => -1 };
        return seconds is > 0 and < 366 * 86400.0 ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>For options: what is no duration is wrong usage.</summary>
    public static TimeSpan? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        var duration = Parse(text);
        if (duration is null) argument.AddError($"'{text}' is no duration: write 90s, 10m, 2h or 1d.");
        return duration;
    }
}
