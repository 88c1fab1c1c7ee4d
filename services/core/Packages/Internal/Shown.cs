using System.Text;

namespace Trm.Grid.Packages.Internal;

/// <summary>Foreign text as a message may carry it: short, and without control characters that would forge a log line.</summary>
internal static class Shown
{
    public static string Of(string? text)
    {
        if (text is null)
            return "nothing";
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, 120)))
            shown.Append(char.IsControl(c) ? '?' : c);
        return text.Length > 120 ? shown.Append('…').ToString() : shown.ToString();
    }
}
