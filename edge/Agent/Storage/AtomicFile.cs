namespace Trm.Grid.Edge.Storage;

/// <summary>Files that are either the old or the new version after a power cut at any line, never a mixture.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the target, fsyncs, renames over it, fsyncs the folder.</summary>
    /// <param name="path">The target.</param>
    /// <param name="content">All of its new bytes.</param>
    /// <param name="ownerOnly">Nobody but the owner may read it.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, bool ownerOnly = false)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = path + ".tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (ownerOnly && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        CrashPoint.Reach(CrashLine.FileWritten, Path.GetFileName(path));
        File.Move(temporary, path, overwrite: true);
        FolderSync.Flush(folder);
        CrashPoint.Reach(CrashLine.FileRenamed, Path.GetFileName(path));
    }

    /// <summary>The file's bytes, or null when it does not exist.</summary>
    public static byte[]? ReadIfPresent(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
