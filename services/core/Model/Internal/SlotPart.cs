using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Neighbouring slots of a <see cref="SlotBatch"/>, B of them, as views of its tensors: what one replica computes.</summary>
/// <param name="Question">Tokens int64 [B, H, W] or planes float [B, C, H, W].</param>
/// <param name="Puzzles">Int64 [B]: rows of the table of puzzle embeddings; null where there is none, or one for all.</param>
/// <param name="Allowed">Bool [B, cells, classes]: right classes; all of them in cells that are not scored.</param>
/// <param name="Scored">Float [B, cells]: 1 where the cell counts.</param>
/// <param name="Decisive">Bool [B, cells]: the cells on which the answer hangs.</param>
/// <param name="Y">The answers so far.</param>
/// <param name="Z">The latents so far.</param>
/// <param name="Steps">Supervision steps that each slot's example has had.</param>
internal readonly record struct SlotPart(Tensor Question, Tensor? Puzzles, Tensor Allowed, Tensor Scored, Tensor Decisive, Tensor Y, Tensor Z, ArraySegment<int> Steps);
