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
    /// <param name="smoothing">Share of the target that is spread over all classes alike, in scored cells.</param>
    /// <returns>[B, cells], at least 0, in the type of the logits.</returns>
    public static Tensor Of(CellLoss loss, Tensor logits, Tensor allowed, double smoothing = 0)
    {
        using var scope = NewDisposeScope();
        var wide = loss == CellLoss.Softmax ? logits.log_softmax(-1) : Stablemax(logits.to(float64)); // [B, cells, classes]
        var cells = wide.masked_fill(allowed.logical_not(), double.NegativeInfinity).logsumexp(-1).neg();
        if (smoothing > 0)
            cells = cells * (1 - smoothing) - (wide.mean([-1]) * allowed.all(-1).logical_not()) * smoothing;
        return cells.to(logits.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Mean over slots of the weighted mean over their scored cells.</summary>
    /// <param name="cells">[B, cells], 0 in cells that are not scored.</param>
    /// <param name="slots">The examples that they are of.</param>
    /// <param name="decisiveWeight">Weight of the cells on which an answer hangs, beside 1 for the others.</param>
    /// <returns>A scalar in the type of the losses.</returns>
    public static Tensor Mean(Tensor cells, SlotPart slots, double decisiveWeight)
    {
        var weights = decisiveWeight == 1 ? slots.Scored : slots.Scored * slots.Decisive.to(float32).mul(decisiveWeight - 1).add(1);
        var weighted = decisiveWeight == 1 ? cells : cells * weights.to(cells.dtype);
        return (weighted.sum(1) / weights.sum(1).clamp_min(1).to(cells.dtype)).mean();
    }

    /// <summary>Probabilities [.., classes] of logits of the same shape.</summary>
    public static Tensor Probabilities(CellLoss loss, Tensor logits)
    {
        using var scope = NewDisposeScope();
        return (loss == CellLoss.Softmax ? logits.softmax(-1) : Stablemax(logits.to(float64)).exp().to(logits.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>Logarithms of the probabilities.</summary>
    private static Tensor Stablemax(Tensor logits)
    {
        // v + 1 above zero and 1 / (1 - v) below, without a branch whose unused half would bring 1 / 0 into the gradient.
        var mass = logits.clamp_min(0) + logits.clamp_max(0).neg().add(1).reciprocal();
        return mass.log() - mass.sum(-1, keepdim: true).log();
    }

    /// <summary>Whether the likeliest class is a right one: bool [B, cells].</summary>
    public static Tensor Right(Tensor logits, Tensor allowed)
    {
        using var scope = NewDisposeScope();
        return allowed.gather(-1, logits.argmax(-1, keepdim: true)).squeeze(-1).MoveToOuterDisposeScope();
    }
}
