using Trm.Grid.Packages;

namespace Trm.Grid.Edge.Storage;

internal static class DiskSpace
{
    /// <summary>Bytes that this program may still write to the disk that holds the folder.</summary>
    public static long Free(string folder) => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    /// <summary>errno ENOSPC.</summary>
    public const int NoSpaceLeft = 28;

    /// <summary>Whether the fault says that the disk can only be read: worn cards end so.</summary>
    public static bool IsReadOnly(IOException fault)
    {
        const int ReadOnlyFileSystem = 30;
        return fault.HResult == ReadOnlyFileSystem;
    }

    /// <summary>Whether the disk takes nothing more now.</summary>
    public static bool Refuses(IOException fault) => IsFull(fault) || IsReadOnly(fault);

    /// <summary>Whether the fault says that the disk or the quota is full.</summary>
    public static bool IsFull(IOException fault) => DiskFault.IsFull(fault);
}
