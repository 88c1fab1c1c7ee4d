using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Trm.Grid.Hosting;

/// <summary>The bearer tokens of a grid, one a role, each in a file that its owner alone may read.</summary>
public sealed class GridTokens
{
    private static readonly CallerRole[] Held = [CallerRole.Operator, CallerRole.Trainer, CallerRole.Solver, CallerRole.Service];

    // Those that the grid makes have over 50; one that a person put in their place is not to be guessed either.
    private const int Shortest = 32;

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

    /// <exception cref="GridStartException">A file holds no token, or two roles have the same.</exception>
    internal static GridTokens LoadOrCreate(GridPaths paths)
    {
        var tokens = Held.ToDictionary(role => role, role => LoadOrCreate(FileOf(paths, role), role));
        if (tokens.GroupBy(held => held.Value, held => FileOf(paths, held.Key)).FirstOrDefault(same => same.Count() > 1) is { } files)
            throw new GridStartException($"reading the tokens: expected another one for each role, got the same in {string.Join(" and ", files)}; delete all but the right one, and the grid makes new ones");
        return new(paths.Identity, tokens);
    }

    private static string LoadOrCreate(string file, CallerRole role)
    {
        if (File.Exists(file))
            return File.ReadAllText(file).Trim() is { Length: >= Shortest } held ? held : throw new GridStartException(
                $"reading {file}: expected the {role.ToString().ToLowerInvariant()}'s token, {Shortest} characters or more, got less; restore the file from its backup, or delete it for a new token");
        var token = $"trmgrid_{role.ToString().ToLowerInvariant()}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        DurableFile.Write(file, Encoding.ASCII.GetBytes(token + "\n"), ownerOnly: true);
        return token;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
