using System.CommandLine;
using System.Globalization;

namespace Trm.Grid.Verbs;

/// <summary>Numbers that must lie between two others; anything else is wrong usage.</summary>
internal static class Ranges
{
    public static void Require<T>(Option<T> option, double least, double most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 0 || result.Errors.Any()) return;
        var text = result.Tokens[0].Value;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= least && value <= most))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must lie between {least} and {most}, got '{text}'."));
    });
}
