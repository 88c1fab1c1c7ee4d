using System.Runtime.InteropServices;

namespace Trm.Grid.Edge.Storage;

/// <summary>Makes renames and deletions in a folder last: without it a power cut may bring back the old names.</summary>
internal static partial class FolderSync
{
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(folder, 0);
        if (handle < 0)
            throw new IOException($"flushing the folder {folder}: cannot open it, errno {Marshal.GetLastPInvokeError()}");
        try
        {
            // Some file systems (FUSE, 9p) know no fsync of folders and say EINVAL: there is nothing more to ask of them.
            const int InvalidArgument = 22;
            if (Sync(handle) != 0 && Marshal.GetLastPInvokeError() is var error && error != InvalidArgument)
                throw new IOException($"flushing the folder {folder}: fsync failed, errno {error}", error);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
