namespace Trm.Grid.Edge.Storage;

internal static class DiskSpace
{
    /// <summary>Bytes that this program may still write to the disk that holds the folder.</summary>
    public static long Free(string folder) => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    /// <summary>errno ENOSPC.</summary>
    public const int NoSpaceLeft = 28;

    /// <summary>Whether the fault says that the disk or the quota is full.</summary>
    public static bool IsFull(IOException fault)
    {
        const int QuotaExceeded = 122, WindowsDiskFull = unchecked((int)0x80070070);
        return fault.HResult is NoSpaceLeft or QuotaExceeded or WindowsDiskFull;
    }
}
