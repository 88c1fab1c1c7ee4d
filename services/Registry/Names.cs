using System.Text.RegularExpressions;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Registry;

/// <summary>What models, aliases and digests may be called.</summary>
internal static partial class Names
{
    public static void RequireModel(string name) => ModelNames.Require("model", name);

    public static void RequireAlias(string name)
    {
        if (!Alias().IsMatch(name))
            throw GridException.Invalid("alias", $"expected a lower-case letter, then at most 31 of a-z, 0-9 and '-', got '{Short(name)}'");
    }

    public static Digest RequireDigest(string field, string text) => Digest.TryParse(text, out var digest)
        ? digest
        : throw GridException.Invalid(field, $"expected sha256: and 64 lower-case hexadecimal digits, got '{Short(text)}'");

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,31}\z")]
    private static partial Regex Alias();
}
