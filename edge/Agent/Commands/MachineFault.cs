using System.Net.Sockets;
using System.Security.Cryptography;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Packages;

namespace Trm.Grid.Edge.Commands;

/// <summary>Faults of disks, files, rights and sockets, as every command may meet them.</summary>
internal static class MachineFault
{
    /// <summary>The fault with a stable reason and with what to do; null where it is none of these, which is a bug then.</summary>
    /// <param name="what">The command.</param>
    /// <param name="fault">What it ended with.</param>
    public static AgentException? Of(string what, Exception fault) => fault switch
    {
        PackageException package => new(package.Reason, $"{what}: {package.Message}", fault),
        UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            new("ACCESS_DENIED", $"{what}: {WordsOf(fault)}; run it as the user whom the agent's folder belongs to", fault),
        IOException full when DiskSpace.IsFull(full) => new("DISK_FULL", $"{what}: {WordsOf(fault)}; make room on the disk", fault),
        IOException worn when DiskSpace.IsReadOnly(worn) => new("DISK_READ_ONLY", $"{what}: {WordsOf(fault)}; the disk can only be read, mount it for writing or name another --home", fault),
        IOException => new("FILE_UNUSABLE", $"{what}: {WordsOf(fault)}; put this file or folder right", fault),
        SocketException => new("SOCKET_UNUSABLE", $"{what}: {WordsOf(fault)}; look at who else listens there", fault),
        CryptographicException or InvalidDataException => new("DATA_INVALID", $"{what}: {WordsOf(fault)}; `trm-edge doctor` says more", fault),
        _ => null,
    };

    private static string WordsOf(Exception fault) => fault.Message.TrimEnd('.');
}
