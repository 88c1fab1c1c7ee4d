namespace Trm.Grid.Packages;

/// <summary>How platforms say what a disk cannot do; .NET puts their numbers into HResult.</summary>
public static class DiskFault
{
    // ENOSPC and EDQUOT of Linux and macOS. ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows.
    private static readonly HashSet<int> Full = [28, 69, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>Whether the disk or the quota is full.</summary>
    public static bool IsFull(Exception fault) => fault is IOException && Full.Contains(fault.HResult);
}
