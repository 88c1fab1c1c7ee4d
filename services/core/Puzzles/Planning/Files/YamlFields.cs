using System.Globalization;

namespace Trm.Grid.Puzzles.Planning.Files;

/// <summary>
/// The part of YAML that map_server files use: top-level <c>name: value</c> lines, comments, quotes, and lists of numbers, in brackets or one a line.
/// </summary>
internal sealed class YamlFields
{
    private const long MaxBytes = 1 << 16;

    private readonly string _path;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private YamlFields(string path) => _path = path;

    public static YamlFields Read(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > MaxBytes } file)
            throw new MapFormatException(path, "a small map_server .yaml", $"{file.Length:N0} bytes", "name the .yaml, not the picture");
        var fields = new YamlFields(path);
        var last = "";
        var number = 0;
        foreach (var raw in File.ReadLines(path))
        {
            number++;
            var line = WithoutComment(raw).TrimEnd();
            var text = line.TrimStart();
            if (text.Length == 0 || text == "---" || text == "...")
                continue;
            if (text.StartsWith('-') && last.Length > 0 && (text.Length == 1 || text[1] == ' '))
            {
                fields._fields[last] = (fields._fields[last] + "," + text[1..].Trim()).TrimStart(',');
                continue;
            }
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                throw new MapFormatException(path, "name: value", $"line {number}: {(text.Length > 40 ? text[..40] + "…" : text)}", "is this a map_server .yaml?");
            last = text[..colon].Trim();
            fields._fields[last] = Unquote(text[(colon + 1)..].Trim());
        }
        return fields;
    }

    public string Text(string name, string? otherwise = null) =>
        _fields.TryGetValue(name, out var value) && value.Length > 0
            ? value
            : otherwise ?? throw new MapFormatException(_path, $"the field {name}", "none", "a map_server .yaml has image, resolution, origin, negate, occupied_thresh and free_thresh");

    public double Number(string name) => Parse(name, Text(name));

    public bool Flag(string name) => Text(name).ToLowerInvariant() switch
    {
        "0" or "false" or "no" => false,
        "1" or "true" or "yes" => true,
        var other => throw new MapFormatException(_path, $"{name}: 0 or 1", $"\"{other}\"", $"correct the field {name}"),
    };

    public double[] Numbers(string name) =>
        [.. Text(name).Trim('[', ']', ' ').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => Parse(name, part))];

    private double Parse(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new MapFormatException(_path, $"a number in {name}", $"\"{text}\"", $"correct the field {name}");

    private static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c == '#' && (i == 0 || char.IsWhiteSpace(line[i - 1])))
                return line[..i];
        }
        return line;
    }

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
