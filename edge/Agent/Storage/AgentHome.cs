using System.Security.Cryptography;
using System.Text;

namespace Trm.Grid.Edge.Storage;

/// <summary>Where each thing lies in the agent's folder. One agent a folder: <see cref="Lock"/>.</summary>
internal sealed class AgentHome
{
    // sockaddr_un holds 108 bytes with the closing zero.
    private const int LongestSocketPath = 107;

    // RuntimeDirectory of trm-edge.service.
    private const string RuntimeFolder = "/run/trm-edge";

    /// <summary>Makes the folder where there is none.</summary>
    /// <exception cref="AgentException">HOME_UNUSABLE: it cannot be made.</exception>
    public AgentHome(string folder)
    {
        Folder = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AgentException("HOME_UNUSABLE", $"opening the agent's folder: expected a folder, or a place for one, at {Folder} ({e.Message}); name another --home, or run as the user who may write there", e);
        }
    }

    public string Folder { get; }

    /// <exception cref="AgentException">HOME_NOT_FOUND: a folder that nobody has enrolled into is no agent's.</exception>
    public static AgentHome Existing(string folder) => Directory.Exists(folder)
        ? new(folder)
        : throw new AgentException("HOME_NOT_FOUND", $"opening the agent's folder: there is none at {Path.GetFullPath(folder)}; name the one that `trm-edge enrol` was given");

    public string Key => Path.Combine(Folder, "identity", "key.pem");

    public string Identity => Path.Combine(Folder, "identity", "identity.json");

    public string Slots => Path.Combine(Folder, "slots");

    public string Maps => Path.Combine(Folder, "maps");

    public string Spool => Path.Combine(Folder, "spool");

    /// <summary>
    /// Where the local API's Unix socket may be, best first: in the folder, unless its path is too long for a socket, or else in the folder that
    /// systemd makes for the service, or in /tmp, which can be written when the folder's disk cannot.
    /// </summary>
    public IReadOnlyList<string> Sockets
    {
        get
        {
            var path = Path.Combine(Folder, "agent.sock");
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)))[..16];
            string[] spare = OperatingSystem.IsWindows() ? [Path.GetTempPath()] : Directory.Exists(RuntimeFolder) ? [RuntimeFolder, "/tmp"] : ["/tmp"];
            return [.. Encoding.UTF8.GetByteCount(path) <= LongestSocketPath ? [path] : Array.Empty<string>(), .. spare.Select(folder => Path.Combine(folder, $"trm-edge-{name}.sock"))];
        }
    }

    /// <summary>Takes the folder for this process, until the answer is disposed or the process ends in whatever way.</summary>
    /// <exception cref="AgentException">HOME_IN_USE: another agent runs on it.</exception>
    /// <exception cref="IOException">The lock's file is not there yet, and the disk takes none.</exception>
    public FileStream Lock()
    {
        try
        {
            var path = Path.Combine(Folder, "lock");
            if (!File.Exists(path))
                File.Create(path).Dispose();
            // Opened for reading alone: a file open for writing would keep the disk from being mounted read-only.
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && !DiskSpace.Refuses(e))
        {
            throw new AgentException("HOME_IN_USE", $"starting on {Folder}: another agent runs there; stop it or give another --home");
        }
    }
}
