using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// Muon: every matrix of the blocks moves by its momentum made near orthogonal with a few Newton-Schulz iterations. The same matrix of all blocks
/// is one batch. Where the network computes in bf16, so do the iterations: they only ask for a direction.
/// </summary>
internal sealed class MuonRule : IUpdateRule
{
    // X <- aX + (bA + cA²)X with A = XXᵀ: takes singular values from (0, 1] to near 1, fast rather than exactly.
    private const double A = 3.4445, B = -4.7750, C = 2.0315;

    private readonly Recipe recipe;
    private readonly ScalarType type;
    private readonly Tensor momentum, gradient; // [blocks * size]
    private readonly (Tensor Weights, Tensor Momentum, Tensor Gradient)[] matrices; // [blocks, rows, columns] each

    /// <param name="network">Whose blocks it moves.</param>
    /// <param name="gradient">[P]</param>
    /// <param name="recipe">Muon's learning rate, momentum, iterations and decay.</param>
    public MuonRule(Network network, Tensor gradient, Recipe recipe)
    {
        (this.recipe, type) = (recipe, network.ComputeType);
        var (first, count) = ParameterLayout.BlockRange(network.Configuration);
        var block = ParameterLayout.BlockOf(network.Configuration).ToList();
        var size = block.Sum(spec => spec.Count);
        momentum = zeros([count], gradient.dtype, gradient.device).DetachFromDisposeScope();
        this.gradient = gradient.narrow(0, first, count).DetachFromDisposeScope();
        using var scope = NewDisposeScope();
        var weights = network.Flat.narrow(0, first, count);
        long at = 0;
        matrices = new (Tensor, Tensor, Tensor)[block.Count];
        for (var i = 0; i < block.Count; i++)
        {
            matrices[i] = (Cut(weights, block[i], at), Cut(momentum, block[i], at), Cut(this.gradient, block[i], at));
            at += block[i].Count;
        }

        Tensor Cut(Tensor whole, ParameterSpec spec, long offset) => // a convolution's kernel counts as one row for each output
            whole.view(count / size, size).narrow(1, offset, spec.Count).view(count / size, spec.Shape[0], spec.Count / spec.Shape[0]).DetachFromDisposeScope();
    }

    public IEnumerable<(string Name, Tensor Value)> State => [("muon.momentum", momentum)];

    public void Apply(long step, double factor)
    {
        var rate = recipe.MuonLearningRate * factor;
        momentum.mul_(recipe.MuonMomentum).add_(gradient, alpha: 1 - recipe.MuonMomentum);
        foreach (var (weights, slow, fresh) in matrices)
        {
            using var scope = NewDisposeScope();
            var nesterov = slow.mul(recipe.MuonMomentum).add_(fresh, alpha: 1 - recipe.MuonMomentum);
            var stretch = Math.Sqrt(Math.Max(1, (double)weights.shape[1] / weights.shape[2]));
            weights.mul_(1 - rate * recipe.MuonWeightDecay).add_(Orthogonal(nesterov.to(type), recipe.MuonIterations).to(weights.dtype), alpha: -rate * stretch);
        }
    }

    /// <summary>Each matrix of [.., rows, columns] with its singular values brought near 1.</summary>
    public static Tensor Orthogonal(Tensor matrices, int iterations)
    {
        using var scope = NewDisposeScope();
        var tall = matrices.shape[^2] > matrices.shape[^1];
        var x = tall ? matrices.transpose(-2, -1) : matrices; // the products of the shorter side are the smaller ones
        x = x / x.to(float32).square().sum([-2, -1], keepdim: true).sqrt().add(1e-7).to(x.dtype);
        for (var i = 0; i < iterations; i++)
        {
            var square = x.matmul(x.transpose(-2, -1)); // [.., r, r]
            x = x.mul(A) + (square.mul(B) + square.matmul(square).mul(C)).matmul(x);
        }
        return (tall ? x.transpose(-2, -1) : x).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (weights, slow, fresh) in matrices)
            foreach (var view in new[] { weights, slow, fresh }) view.Dispose();
        momentum.Dispose();
        gradient.Dispose();
    }
}
