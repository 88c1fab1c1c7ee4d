using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// Adam with decoupled decay (Loshchilov and Hutter, algorithm 2) over stretches of one flat tensor: a handful of kernels for each, however many
/// layers there are. With <see cref="OptimiserKind.AdamATan2"/> the quotient becomes an arc tangent (Everett and others, arXiv 2407.05872, section 4.3).
/// </summary>
internal sealed class AdamRule : IUpdateRule
{
    // Of parameters moved at once: what is computed on the way stays in a cache, and below what the allocator gives back to the kernel.
    private const long Longest = 1 << 20;

    private readonly Recipe recipe;
    private readonly (Tensor Weights, Tensor Gradient, Tensor Mean, Tensor Square)[] stretches;
    private readonly Tensor mean, square;

    /// <param name="weights">[P]</param>
    /// <param name="gradient">[P]</param>
    /// <param name="recipe">Learning rate, betas and decay.</param>
    /// <param name="ranges">First index and length of every stretch that this rule moves.</param>
    public AdamRule(Tensor weights, Tensor gradient, Recipe recipe, params (long First, long Count)[] ranges)
    {
        this.recipe = recipe;
        var all = ranges.Sum(range => range.Count);
        mean = zeros([all], weights.dtype, weights.device).DetachFromDisposeScope();
        square = zeros([all], weights.dtype, weights.device).DetachFromDisposeScope();
        long at = 0;
        var cut = new List<(Tensor, Tensor, Tensor, Tensor)>();
        foreach (var (first, whole) in ranges)
        {
            for (long done = 0, count; done < whole; done += count, at += count)
            {
                count = Math.Min(Longest, whole - done);
                cut.Add((Cut(weights, first + done, count), Cut(gradient, first + done, count), Cut(mean, at, count), Cut(square, at, count)));
            }
        }
        stretches = [.. cut];

        static Tensor Cut(Tensor whole, long first, long count) => whole.narrow(0, first, count).DetachFromDisposeScope();
    }

    public IEnumerable<(string Name, Tensor Value)> State => [("adam.mean", mean), ("adam.square", square)];

    public void Apply(long step, double factor)
    {
        var rate = recipe.LearningRate * factor;
        double meanShare = 1 - Math.Pow(recipe.Beta1, step), squareShare = 1 - Math.Pow(recipe.Beta2, step);
        foreach (var (weights, gradient, mean, square) in stretches)
        {
            mean.mul_(recipe.Beta1).add_(gradient, alpha: 1 - recipe.Beta1);
            square.mul_(recipe.Beta2).addcmul_(gradient, gradient, 1 - recipe.Beta2);
            weights.mul_(1 - rate * recipe.WeightDecay);
            if (recipe.Optimiser == OptimiserKind.AdamATan2)
                weights.add_(mean.atan2(square.sqrt().mul_(meanShare / Math.Sqrt(squareShare))), alpha: -rate); // one correction of both: an arc tangent knows only their ratio
            else
                weights.addcdiv_(mean, square.sqrt().div_(Math.Sqrt(squareShare)).add_(recipe.Epsilon), -rate / meanShare);
        }
    }

    public void Dispose()
    {
        foreach (var (weights, gradient, ownMean, ownSquare) in stretches)
            foreach (var view in new[] { weights, gradient, ownMean, ownSquare }) view.Dispose();
        mean.Dispose();
        square.Dispose();
    }
}
