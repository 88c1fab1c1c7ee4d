using System.Globalization;

namespace Trm.Grid.Outputs;

/// <summary>Figures as they leave the program.</summary>
internal static class Numbers
{
    /// <summary>JSON has no NaN and no infinity: what is not a number is null.</summary>
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    public static SortedDictionary<string, double?> Finite(IEnumerable<KeyValuePair<string, double>> values)
    {
        var sorted = new SortedDictionary<string, double?>(StringComparer.Ordinal);
        foreach (var (name, value) in values) sorted[name] = Finite(value);
        return sorted;
    }

    /// <summary>A metric by its name; null where it was not measured.</summary>
    public static double? Metric(IEnumerable<KeyValuePair<string, double>> values, string name) =>
        Finite(values.Where(value => value.Key == name).Select(value => (double?)value.Value).FirstOrDefault());

    /// <summary>For people: so many decimals, a dash where there is nothing.</summary>
    public static string Text(double? value, string format) => value is { } number ? number.ToString(format, CultureInfo.InvariantCulture) : "–";

    /// <summary>A digest as people compare it: its first 12 hex digits.</summary>
    public static string ShortDigest(string? digest) =>
        string.IsNullOrEmpty(digest) ? "–" : digest.Replace("sha256:", "", StringComparison.Ordinal) is { Length: > 12 } hex ? hex[..12] : digest;

    /// <summary>A number of bytes in the unit that fits.</summary>
    public static string Bytes(ulong bytes) => bytes switch
    {
        < 10_000 => $"{bytes} B",
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
    };
}
