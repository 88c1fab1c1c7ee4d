using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Trm.Grid.Edge.Storage;

/// <summary>
/// Whose a connected Unix socket is. In a folder that everybody may write to anybody can listen under the agent's name: there only the one counts
/// that the agent's folder belongs to, or root.
/// </summary>
internal static unsafe partial class SocketOwner
{
    // unix(7): SO_PEERCRED gives pid, uid and gid of who listens.
    private const int SolSocket = 1, SoPeerCred = 17, CredentialBytes = 12, UidAt = 4;

    // statx(2): its structure is the same on every architecture.
    private const int AtCurrentFolder = -100, StatxBytes = 256, StatxUidAt = 20;
    private const uint StatxUid = 8;

    /// <summary>Whether whoever listens is the folder's owner or root.</summary>
    public static bool Owns(Socket connected, string folder) => !OperatingSystem.IsLinux() || Counts(Peer(connected), OwnerOf(folder));

    /// <param name="peer">The user who listens.</param>
    /// <param name="owner">The folder's; null where nobody tells.</param>
    public static bool Counts(uint peer, uint? owner) => peer == 0 || peer == owner;

    public static uint Peer(Socket connected)
    {
        Span<byte> credentials = stackalloc byte[CredentialBytes];
        connected.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return MemoryMarshal.Read<uint>(credentials[UidAt..]);
    }

    public static uint? OwnerOf(string path)
    {
        var found = stackalloc byte[StatxBytes];
        return Statx(AtCurrentFolder, path, 0, StatxUid, found) == 0 ? *(uint*)(found + StatxUidAt) : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* found);
}
