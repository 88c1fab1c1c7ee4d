namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>Folders as the files in them.</summary>
internal static class DataFiles
{
    /// <param name="paths">Files and folders.</param>
    /// <param name="endings">What a folder's files must end with.</param>
    /// <returns>Files as they were named, those of a folder by name.</returns>
    /// <exception cref="FileNotFoundException">A path names nothing.</exception>
    public static IEnumerable<string> Of(IReadOnlyList<string> paths, params string[] endings) => paths.SelectMany<string, string>(path =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path).Where(file => endings.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)
        : File.Exists(path) ? [path]
        : throw new FileNotFoundException($"importing: there is no file or folder {path}"));
}
