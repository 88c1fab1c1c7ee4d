using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// AdamW with decoupled decay (Loshchilov and Hutter, algorithm 2) over one flat tensor of all parameters: a handful of kernels a step,
/// whatever the number of layers, and the gradient's norm never has to reach the host.
/// </summary>
internal sealed class AdamW(Network network, Recipe recipe) : IDisposable
{
    /// <summary>[P]: running mean of the gradient.</summary>
    public Tensor Mean { get; } = zeros_like(network.Flat).DetachFromDisposeScope();

    /// <summary>[P]: running mean of its square.</summary>
    public Tensor Square { get; } = zeros_like(network.Flat).DetachFromDisposeScope();

    /// <summary>[P]: where the backward pass leaves its sums.</summary>
    public Tensor Gradient { get; } = zeros_like(network.Flat).DetachFromDisposeScope();

    /// <summary>Makes the parameters leaves whose gradients are views of <see cref="Gradient"/>.</summary>
    public static AdamW Attach(Network network, Recipe recipe)
    {
        var optimiser = new AdamW(network, recipe);
        foreach (var ((_, parameter), (_, gradient)) in network.Parameters.Zip(network.Views(optimiser.Gradient)))
        {
            parameter.requires_grad_(true);
            parameter.grad = gradient;
            gradient.Dispose();
        }
        return optimiser;
    }

    /// <summary>Scales the gradient down to the recipe's largest norm and gives the norm that it had: a scalar tensor, no host sync.</summary>
    public Tensor Clip()
    {
        using var scope = NewDisposeScope();
        var norm = Gradient.norm();
        if (recipe.Clip > 0) Gradient.mul_(norm.add(1e-6).reciprocal().mul(recipe.Clip).clamp_max(1));
        return norm.MoveToOuterDisposeScope();
    }

    /// <param name="step">1 for the first.</param>
    /// <param name="rate">The learning rate of this step.</param>
    public void Step(long step, double rate)
    {
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        Mean.mul_(recipe.Beta1).add_(Gradient, alpha: 1 - recipe.Beta1);
        Square.mul_(recipe.Beta2).addcmul_(Gradient, Gradient, 1 - recipe.Beta2);
        var denominator = Square.sqrt().div_(Math.Sqrt(1 - Math.Pow(recipe.Beta2, step))).add_(recipe.Epsilon);
        network.Flat.mul_(1 - rate * recipe.WeightDecay).addcdiv_(Mean, denominator, -rate / (1 - Math.Pow(recipe.Beta1, step)));
        Gradient.zero_();
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { Mean, Square, Gradient }) tensor.Dispose();
    }
}
