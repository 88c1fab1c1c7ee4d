using System.Buffers;
using System.Text.Json;

namespace Trm.Grid.Packages.Internal;

/// <summary>What a manifest must say beyond its field types.</summary>
internal static class ManifestCheck
{
    /// <summary>The answer's set of classes is a 32-bit mask.</summary>
    private const int MaxClasses = 32;

    // As much as anything may be here; sums of sizes stay numbers.
    private const long MaxBytes = 1L << 50;

    private static readonly SearchValues<char> WordLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static void Check(Manifest manifest)
    {
        Expect(manifest.Schema == Manifest.CurrentSchema, "schema", $"{Manifest.CurrentSchema}", manifest.Schema);
        Expect(IsWord(manifest.Task), "task", "a word of lower-case letters, digits and dashes", manifest.Task);
        var tokens = manifest.Input == PackageInput.Tokens;
        Expect(Enum.IsDefined(manifest.Input), "input", "tokens or planes", manifest.Input);
        Expect(tokens ? manifest.Vocabulary > 0 : manifest.Vocabulary == 0, "vocabulary", tokens ? "at least 1 for tokens" : "0 for planes", manifest.Vocabulary);
        Expect(tokens ? manifest.Channels == 0 : manifest.Channels > 0, "channels", tokens ? "0 for tokens" : "at least 1 for planes", manifest.Channels);
        Expect(manifest.Classes is > 0 and <= MaxClasses, "classes", $"1 to {MaxClasses}", manifest.Classes);
        Expect(manifest.Height >= 0, "height", "0 (any) or more", manifest.Height);
        Expect(manifest.Width >= 0, "width", "0 (any) or more", manifest.Width);
        Expect(manifest.Steps > 0, "steps", "at least 1", manifest.Steps);
        Expect(manifest.Configuration.ValueKind == JsonValueKind.Object, "configuration", "an object", manifest.Configuration.ValueKind);
        CheckFiles(manifest.Files);
        CheckGolden(manifest);
        CheckNumbers(manifest);
        Expect(!manifest.Lineage.Dataset.IsEmpty, "lineage.dataset", "a digest", "nothing");
        Expect(manifest.Lineage.Parent is not { IsEmpty: true }, "lineage.parent", "a digest or no field", "nothing");
        VersionOf(manifest.MinAgent, "min_agent");
        VersionOf(manifest.MinRuntime, "min_runtime");
    }

    /// <summary>A version with all four parts, so that 1.2 and 1.2.0 are equal.</summary>
    public static Version VersionOf(string text, string field)
    {
        var right = Version.TryParse(text, out var version);
        Expect(right, field, "a version such as 0.1.0", text);
        return Padded(version!);
    }

    public static Version Padded(Version version) =>
        new(version.Major, version.Minor, Math.Max(version.Build, 0), Math.Max(version.Revision, 0));

    private static void CheckFiles(IReadOnlyList<ManifestFile> files)
    {
        Expect(files.Count <= 64, "files", "at most 64", files.Count);
        Expect(files.All(f => f is not null), "files", "objects", "null");
        Expect(files.Sum(f => (decimal)f.Size) <= MaxBytes, "files.size", $"at most {MaxBytes} bytes together", files.Sum(f => (decimal)f.Size));
        foreach (var file in files)
        {
            Expect(IsWord(file.Role), "files.role", "a word of lower-case letters, digits and dashes", file.Role);
            PackagePath.Check(file.Path);
            Expect(file.Size >= 0, $"files.size of {file.Path}", "0 or more", file.Size);
            Expect(!file.Sha256.IsEmpty, $"files.sha256 of {file.Path}", "a digest", "nothing");
        }
        Unique(files.Select(f => f.Role), "files.role");
        // Windows and macOS fold case: two such files would be one there.
        Unique(files.Select(f => f.Path.ToLowerInvariant()), "files.path");
        foreach (var file in files)
            Expect(!files.Any(other => other.Path.StartsWith(file.Path + "/", StringComparison.OrdinalIgnoreCase)),
                "files.path", "files that are not also folders", file.Path);
    }

    private static void CheckGolden(Manifest manifest)
    {
        var present = manifest.Files.Any(f => f.Role == Roles.Golden);
        Expect(present || manifest.Golden is null, "golden", $"a file of role {Roles.Golden} that it describes", "none");
        Expect(!present || manifest.Golden is not null, "golden", $"a description of the file of role {Roles.Golden}", "none");
        Expect(manifest.Golden is null or { Cases: > 0, Steps: > 0 }, "golden", "at least one case and one step", manifest.Golden);
    }

    private static void CheckNumbers(Manifest manifest)
    {
        foreach (var (name, value) in manifest.Metrics)
            Expect(double.IsFinite(value), $"metrics.{name}", "a finite number", value);
        foreach (var (precision, tolerance) in manifest.Tolerances)
        {
            Expect(tolerance is not null, $"tolerances.{precision}", "an object", "null");
            Expect(tolerance!.MaxLogitDifference is null or (>= 0 and < double.PositiveInfinity), $"tolerances.{precision}.max_logit_difference", "0 or more", tolerance.MaxLogitDifference);
            Expect(tolerance.MinEqualCells is null or (>= 0 and <= 1), $"tolerances.{precision}.min_equal_cells", "0 to 1", tolerance.MinEqualCells);
        }
    }

    private static void Unique(IEnumerable<string> words, string field)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in words)
            Expect(seen.Add(word), field, "each at most once", word);
    }

    private static bool IsWord(string? text) =>
        text is { Length: > 0 and <= 64 } && !text.AsSpan().ContainsAnyExcept(WordLetters);

    private static void Expect(bool right, string field, string expected, object? got)
    {
        if (!right)
            throw new PackageException(PackageReasons.ManifestInvalid,
                $"checking a manifest: {field} must be {expected}, got '{Shown.Of(got?.ToString())}'; export the package again");
    }
}
