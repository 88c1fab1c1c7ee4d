using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>What a batch, or a replica's part of it, says of itself after one supervision step.</summary>
/// <param name="Y">The next answers.</param>
/// <param name="Z">The next latents.</param>
/// <param name="Halt">Halt logits [B].</param>
/// <param name="Verdict">Which answers are right.</param>
/// <param name="Losses">[3]: the loss, and its parts of cells and of halting.</param>
internal readonly record struct BatchReport(Tensor Y, Tensor Z, Tensor Halt, Verdict Verdict, Tensor Losses)
{
    private Tensor[] All => [Y, Z, Halt, Verdict.Right, Verdict.Exact, Losses];

    /// <summary>The same outside of every dispose scope, for another thread: a scope belongs to one.</summary>
    public BatchReport Loosened()
    {
        foreach (var tensor in All) tensor.DetachFromDisposeScope();
        return this;
    }

    /// <summary>One report of parts of the same size, which are disposed of.</summary>
    public static BatchReport Joined(BatchReport[] parts)
    {
        var joined = new BatchReport(
            Cat(part => part.Y), Cat(part => part.Z), Cat(part => part.Halt), new(Cat(part => part.Verdict.Right), Cat(part => part.Verdict.Exact)),
            stack([.. parts.Select(part => part.Losses)]).mean([0]));
        foreach (var tensor in parts.SelectMany(part => part.All)) tensor.Dispose();
        return joined;

        Tensor Cat(Func<BatchReport, Tensor> of) => cat([.. parts.Select(of)]);
    }
}
