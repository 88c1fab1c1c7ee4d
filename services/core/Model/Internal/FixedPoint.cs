using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// The way back through a fixed point s = F(s). What the loss says of s, g, becomes v = g + g J + g J J + …, J = dF/ds, of which the last cycle's graph
/// gives one product at a time; v then flows to the parameters as if one cycle had been all.
/// </summary>
/// <param name="From">The states that entered the last cycle, leaves.</param>
/// <param name="To">The same after it, with its graph.</param>
/// <param name="Result">The same as leaves, which the loss was computed from.</param>
internal sealed record FixedPoint(Tensor[] From, Tensor[] To, Tensor[] Result)
{
    /// <summary>The sum ends here at the latest.</summary>
    private const int MostProducts = 32;

    /// <summary>It also ends where a product is this small beside the sum.</summary>
    private const double Negligible = 1e-4;

    public void Backward()
    {
        using var scope = NewDisposeScope();
        Tensor[] gradient = [.. Result.Select(leaf => leaf.grad?.clone() ?? zeros_like(leaf))];
        var (sum, term, size) = (gradient, gradient, SizeOf(gradient));
        for (var product = 0; product < MostProducts && size > Negligible * SizeOf(sum); product++)
        {
            term = [.. autograd.grad(To, From, term, retain_graph: true)];
            size = SizeOf(term);
            sum = [.. sum.Zip(term, (all, one) => all + one)];
        }
        // NOTE: where F is no contraction the sum has no end and says nothing; the last cycle's gradient stands in.
        if (!(size < SizeOf(gradient))) sum = gradient;
        autograd.backward(To, sum, inputs: null);
    }

    private static double SizeOf(Tensor[] tensors) => Math.Sqrt(tensors.Sum(tensor => tensor.to(float32).square().sum().ToDouble()));
}
