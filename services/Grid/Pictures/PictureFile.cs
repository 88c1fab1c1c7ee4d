using Trm.Grid.Hosting;

namespace Trm.Grid.Pictures;

/// <summary>A picture on disk.</summary>
internal static class PictureFile
{
    /// <exception cref="IOException">In words about this file, not about the one that is written beside it first.</exception>
    public static void Write(string path, ReadOnlySpan<byte> png)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"writing the picture {path}: there is no folder {folder}; make it, or name another file.");
        try
        {
            DurableFile.Write(path, png);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new UnauthorizedAccessException($"writing the picture {path}: it cannot be written; name another file, or a folder of your own.", fault);
        }
    }
}
