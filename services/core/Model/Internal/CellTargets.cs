using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>What a head should have said of every cell.</summary>
/// <param name="Allowed">Bool [B, cells, classes]: right classes; all of them in cells that are not scored.</param>
/// <param name="Scored">Float [B, cells]: 1 where the cell counts.</param>
internal readonly record struct CellTargets(Tensor Allowed, Tensor Scored);
