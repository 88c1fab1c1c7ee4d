using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// Normal samples cut at two deviations, widened so that what is left has exactly the deviation asked for
/// (JAX's correction, which the reference copies: 1 / sqrt(1 - 2 * 2 * phi(2) / (Phi(2) - Phi(-2)))).
/// </summary>
internal static class TruncatedNormal
{
    private const double Cut = 2;
    private static readonly double Density = Math.Exp(-Cut * Cut / 2) / Math.Sqrt(2 * Math.PI);
    private const double Mass = 0.9544997361036416; // erf(2 / sqrt(2))
    private static readonly double Widening = 1 / Math.Sqrt(1 - 2 * Cut * Density / Mass);

    /// <summary>A fresh CPU tensor of the given shape, fp64; the caller disposes it.</summary>
    public static Tensor Sample(long[] shape, double deviation, Generator generator)
    {
        using var scope = NewDisposeScope();
        var scale = deviation * Widening;
        var uniform = rand(shape, float64, device: CPU, generator: generator).mul(2 * Mass).sub(Mass); // (-erf(sqrt 2), erf(sqrt 2))
        return uniform.erfinv_().mul_(Math.Sqrt(2) * scale).clamp_(-Cut * scale, Cut * scale).MoveToOuterDisposeScope();
    }
}
