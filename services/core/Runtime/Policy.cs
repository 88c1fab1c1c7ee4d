namespace Trm.Grid.Runtime;

/// <summary>The best moves towards one goal, from every cell.</summary>
/// <param name="View">The view it was drawn in.</param>
/// <param name="Logits">[H*W, 8] of that view.</param>
/// <param name="State">Where the recursion stood; null where it was not kept.</param>
internal sealed record Policy(int View, float[] Logits, LatentState? State);
