using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Trm.Grid.Hosting;

/// <summary>The bearer tokens of a grid, one a role, each in a file that its owner alone may read.</summary>
public sealed class GridTokens
{
    private static readonly CallerRole[] Held = [CallerRole.Operator, CallerRole.Trainer, CallerRole.Solver, CallerRole.Service];
    private readonly Dictionary<CallerRole, string> tokens;

    private GridTokens(string folder, Dictionary<CallerRole, string> tokens) => (Folder, this.tokens) = (folder, tokens);

    /// <summary>Where the token files lie.</summary>
    public string Folder { get; }

    public string this[CallerRole role] => tokens[role];

    /// <summary>The role that a token gives; null for a token that this grid did not make.</summary>
    public CallerRole? RoleOf(string token)
    {
        // Hashes are compared, and all of them, so that the time taken tells nothing about a token.
        var came = Hash(token);
        CallerRole? found = null;
        foreach (var (role, held) in tokens)
            if (CryptographicOperations.FixedTimeEquals(came, Hash(held)))
                found = role;
        return found;
    }

    /// <summary>The token file of a role.</summary>
    public static string FileOf(GridPaths paths, CallerRole role) => Path.Combine(paths.Identity, role.ToString().ToLowerInvariant() + ".token");

    internal static GridTokens LoadOrCreate(GridPaths paths) =>
        new(paths.Identity, Held.ToDictionary(role => role, role => LoadOrCreate(FileOf(paths, role), role)));

    private static string LoadOrCreate(string file, CallerRole role)
    {
        if (File.Exists(file))
            return File.ReadAllText(file).Trim();
        var token = $"trmgrid_{role.ToString().ToLowerInvariant()}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        DurableFile.Write(file, Encoding.ASCII.GetBytes(token + "\n"), ownerOnly: true);
        return token;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
