using System.Runtime.InteropServices;

namespace Trm.Grid.Hosting;

/// <summary>Files that are there whole or not at all, whenever the power goes.</summary>
public static partial class DurableFile
{
    /// <summary>Writes beside, flushes to the disk, and renames over what was there.</summary>
    /// <param name="ownerOnly">Readable and writable by its owner alone.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool ownerOnly = false)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (ownerOnly && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var beside = $"{path}.{Guid.NewGuid():n}.new";
        try
        {
            using (var file = new FileStream(beside, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes renames inside a folder last through a power cut, where the platform needs to be told.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        // .NET opens no folders; a flush of the descriptor is what fsync(2) asks for after a rename.
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
            return;
        _ = Fsync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
