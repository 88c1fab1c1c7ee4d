using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Which answers are right.</summary>
/// <param name="Right">Float [B, cells]: 1 in scored cells whose likeliest class is a right one.</param>
/// <param name="Exact">Bool [B]: every cell on which the answer hangs is right.</param>
internal readonly record struct Verdict(Tensor Right, Tensor Exact)
{
    /// <param name="logits">[B, cells, classes].</param>
    /// <param name="slots">The examples that they answer.</param>
    public static Verdict Of(Tensor logits, SlotPart slots)
    {
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        var right = CellLosses.Right(logits.detach(), slots.Allowed); // [B, cells]
        return new((right * slots.Scored).MoveToOuterDisposeScope(), right.logical_or(slots.Decisive.logical_not()).all(1).MoveToOuterDisposeScope());
    }
}
