using System.Buffers;

namespace Trm.Grid.Packages.Internal;

/// <summary>
/// Paths inside a package: segments of letters, digits, dot, dash and underscore that begin with neither dot nor dash, joined by forward slashes.
/// So nothing climbs, is absolute, names a drive or hides, on any system.
/// </summary>
internal static class PackagePath
{
    private const string First = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    private static readonly SearchValues<char> Letters = SearchValues.Create(First + ".-");

    public static void Check(string path)
    {
        if (path is null || path.Length > 200 || !path.Split('/').All(IsSegment))
            throw new PackageException(PackageReasons.PathEscapes,
                $"reading a package: expected a plain relative path such as model.onnx, got '{Shown.Of(path)}'; do not use this package");
        if (path.Equals(PackageFolder.ManifestName, StringComparison.OrdinalIgnoreCase) || path.Equals(PackageFolder.EnvelopeName, StringComparison.OrdinalIgnoreCase))
            throw new PackageException(PackageReasons.ManifestInvalid, $"reading a package: '{path}' is the package's own file and cannot be listed in it; export the package again");
    }

    /// <summary>The file's place on disk. Refuses links on the way: a link could lead the reader anywhere.</summary>
    public static string Resolve(string folder, string path)
    {
        Check(path);
        var place = folder;
        foreach (var segment in path.Split('/'))
        {
            place = Path.Combine(place, segment);
            if (new FileInfo(place).LinkTarget is not null)
                throw new PackageException(PackageReasons.PathEscapes,
                    $"opening package {folder}: '{path}' goes through the link {place}; a package holds plain files only, copy the file there");
        }
        return place;
    }

    private static bool IsSegment(string segment) =>
        segment.Length > 0 && First.Contains(segment[0])
        && !segment.AsSpan().ContainsAnyExcept(Letters) && segment[^1] != '.';
}
