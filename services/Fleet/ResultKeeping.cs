namespace Trm.Grid.Fleet;

/// <summary>How many results stay.</summary>
public sealed record ResultKeeping
{
    /// <summary>So many of the newest; the oldest beyond them are forgotten. Null: all.</summary>
    public long? Newest { get; init; }
}
