using System.Security.Cryptography;
using System.Text;

namespace Trm.Grid.Edge.Storage;

/// <summary>Where each thing lies in the agent's folder. One agent a folder: <see cref="Lock"/>.</summary>
internal sealed class AgentHome
{
    // sockaddr_un holds 108 bytes with the closing zero.
    private const int LongestSocketPath = 107;

    /// <summary>Makes the folder where there is none.</summary>
    public AgentHome(string folder)
    {
        Folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(Folder);
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

    /// <summary>The local API's Unix socket; in the temporary folder where this one's path is too long for a socket.</summary>
    public string Socket
    {
        get
        {
            var path = Path.Combine(Folder, "agent.sock");
            if (Encoding.UTF8.GetByteCount(path) <= LongestSocketPath)
                return path;
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)))[..16];
            return Path.Combine(Path.GetTempPath(), $"trm-edge-{name}.sock");
        }
    }

    /// <summary>Takes the folder for this process, until the answer is disposed or the process ends in whatever way.</summary>
    /// <exception cref="AgentException">Another agent runs on it.</exception>
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
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new AgentException("HOME_IN_USE", $"starting on {Folder}: another agent runs there; stop it or give another --home");
        }
    }
}
