using System.Text.Json;

namespace Trm.Grid.Packages.Internal;

internal static class ManifestJson
{
    /// <summary>Real manifests have a few KB; a reader of foreign bytes needs some bound.</summary>
    public const int MaxBytes = 1 << 20;

    public static Manifest Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            throw new PackageException(PackageReasons.TooLarge, $"reading a manifest: expected at most {MaxBytes} bytes, got {utf8.Length}; this is not a manifest");
        try
        {
            CheckSchema(utf8);
            var manifest = JsonSerializer.Deserialize(utf8, PackageJson.Default.Manifest) ?? throw new JsonException("expected an object, got null");
            ManifestCheck.Check(manifest);
            return manifest;
        }
        catch (JsonException fault)
        {
            throw new PackageException(PackageReasons.ManifestInvalid,
                $"reading a manifest: {Shown.Of(fault.Message)}; the file is damaged or was not written by Trm.Grid, fetch it again", fault);
        }
    }

    public static byte[] Write(Manifest manifest)
    {
        ManifestCheck.Check(manifest);
        var sorted = manifest with
        {
            Tolerances = new SortedDictionary<string, Tolerance>(manifest.Tolerances.ToDictionary(), StringComparer.Ordinal),
            Metrics = new SortedDictionary<string, double>(manifest.Metrics.ToDictionary(), StringComparer.Ordinal),
        };
        return [.. PlainJson.Write(sorted, PackageJson.Default.Manifest, indented: true), (byte)'\n'];
    }

    /// <summary>Looks at the schema before anything else: a newer manifest may lack what this version requires, and must say "too new", not "broken".</summary>
    private static void CheckSchema(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("schema", out var field) || field.ValueKind != JsonValueKind.Number || !field.TryGetInt32(out var schema))
            throw new JsonException("expected an object with the number 'schema'");
        if (schema > Manifest.CurrentSchema)
            throw new PackageException(PackageReasons.TooNew, $"reading a manifest: this program reads schema {Manifest.CurrentSchema}, got {schema}; update the program");
    }
}
