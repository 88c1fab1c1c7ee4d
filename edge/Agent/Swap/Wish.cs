namespace Trm.Grid.Edge.Swap;

/// <summary>What the grid last asked for.</summary>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Digest">Manifest digest; empty: no model.</param>
/// <param name="Model">The model's name, for people.</param>
internal sealed record Wish(ulong Revision, string Digest, string Model)
{
    public static Wish None { get; } = new(0, "", "");
}
