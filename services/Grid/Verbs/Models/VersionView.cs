using System.Text.Json;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Verbs.Models;

/// <summary>A version as scripts read it.</summary>
internal sealed record VersionView
{
    public required string Name { get; init; }

    /// <summary>1, 2, 3 … within the model.</summary>
    public required uint Version { get; init; }

    /// <summary>SHA-256 of the manifest: the version's identity.</summary>
    public required string Digest { get; init; }
    public required DateTime? CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public required ulong SizeBytes { get; init; }

    /// <summary>The aliases that point at it.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }
    public required IReadOnlyList<OutcomeView> Evaluations { get; init; }

    /// <summary>The manifest as stored.</summary>
    public required JsonElement Manifest { get; init; }

    public static VersionView Of(ModelVersion version, Model model)
    {
        using var manifest = JsonDocument.Parse(version.Manifest.Memory);
        return new()
        {
            Name = version.Model,
            Version = version.Number,
            Digest = version.Digest,
            CreatedAt = version.CreatedAt?.ToDateTime(),
            CreatedBy = version.CreatedBy,
            SizeBytes = version.SizeBytes,
            Aliases = [.. model.Aliases.Where(alias => alias.VersionDigest == version.Digest).Select(alias => alias.Name).Order(StringComparer.Ordinal)],
            Evaluations = [.. version.Evaluations.Select(OutcomeView.Of)],
            Manifest = manifest.RootElement.Clone(),
        };
    }
}
