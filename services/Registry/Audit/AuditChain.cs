using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Registry;

/// <summary>The chain that makes the audit log tell when it was tampered with: every entry's hash covers the one before.</summary>
public static class AuditChain
{
    /// <summary>The hash that an entry must carry, hexadecimal; the contract states the form of what is hashed.</summary>
    /// <param name="previousHash">Empty for the first entry.</param>
    public static string HashOf(AuditEntry entry, string previousHash)
    {
        var at = entry.At.Seconds * 1_000_000_000L + entry.At.Nanos;
        string[] parts =
        [
            previousHash,
            entry.Sequence.ToString(CultureInfo.InvariantCulture),
            at.ToString(CultureInfo.InvariantCulture),
            entry.Actor,
            entry.Action,
            entry.Subject,
            entry.Detail,
        ];
        var text = string.Concat(parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(part)}:{part}")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Checks a log from its first entry on.</summary>
    /// <returns>The sequence of the first entry that is missing or changed; null for a log that holds.</returns>
    public static ulong? FirstFault(IEnumerable<AuditEntry> entries)
    {
        var (expected, hash) = (1UL, "");
        foreach (var entry in entries)
        {
            if (entry.Sequence != expected || entry.Hash != HashOf(entry, hash))
                return expected;
            (expected, hash) = (expected + 1, entry.Hash);
        }
        return null;
    }
}
