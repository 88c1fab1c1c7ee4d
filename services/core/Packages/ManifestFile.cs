namespace Trm.Grid.Packages;

/// <summary>One file of a package.</summary>
public sealed record ManifestFile
{
    /// <summary>One of <see cref="Roles"/>, or a word that this version does not know and carries along.</summary>
    public required string Role { get; init; }

    /// <summary>Where it lies under the package's folder, with forward slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Length in bytes.</summary>
    public required long Size { get; init; }

    public required Digest Sha256 { get; init; }
}
