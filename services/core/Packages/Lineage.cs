namespace Trm.Grid.Packages;

/// <summary>Where a model comes from.</summary>
public sealed record Lineage
{
    /// <summary>The training run's id; empty for a package made without one.</summary>
    public required string Run { get; init; }

    /// <summary>Digest of the training data, or of the description from which they are generated.</summary>
    public required Digest Dataset { get; init; }

    public required long Seed { get; init; }

    /// <summary>Version of the program that trained and exported it.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>Manifest digest of the version that training started from; absent when it started from nothing.</summary>
    public Digest? Parent { get; init; }

    public required DateTimeOffset Created { get; init; }
}
