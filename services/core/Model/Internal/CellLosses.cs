using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// Set-valued cross-entropy: a cell's loss is -log of the probability mass on its set of right classes, which for a set of one is the ordinary
/// cross-entropy. Cells that are not scored allow every class, so that their loss is exactly 0.
/// </summary>
internal static class CellLosses
{
    /// <summary>Loss of every cell.</summary>
    /// <param name="loss">What turns logits into probabilities.</param>
    /// <param name="logits">Float [B, cells, classes].</param>
    /// <param name="allowed">Bool [B, cells, classes]: the right classes; at least one in every cell.</param>
    /// <returns>[B, cells], at least 0, in the type of the logits.</returns>
    public static Tensor Of(CellLoss loss, Tensor logits, Tensor allowed)
    {
        using var scope = NewDisposeScope();
        var cells = loss == CellLoss.Softmax ? Softmax(logits, allowed) : Stablemax(logits, allowed);
        return cells.MoveToOuterDisposeScope();
    }

    private static Tensor Softmax(Tensor logits, Tensor allowed) =>
        logits.log_softmax(-1).masked_fill(allowed.logical_not(), double.NegativeInfinity).logsumexp(-1).neg();

    private static Tensor Stablemax(Tensor logits, Tensor allowed)
    {
        var wide = logits.to(float64);
        // v + 1 above zero and 1 / (1 - v) below, without a branch whose unused half would bring 1 / 0 into the gradient.
        var mass = wide.clamp_min(0) + wide.clamp_max(0).neg().add(1).reciprocal(); // [B, cells, classes]
        return ((mass * allowed).sum(-1) / mass.sum(-1)).log().neg().to(logits.dtype);
    }

    /// <summary>Whether the likeliest class is a right one: bool [B, cells].</summary>
    public static Tensor Right(Tensor logits, Tensor allowed)
    {
        using var scope = NewDisposeScope();
        return allowed.gather(-1, logits.argmax(-1, keepdim: true)).squeeze(-1).MoveToOuterDisposeScope();
    }
}
