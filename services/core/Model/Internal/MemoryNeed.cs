using System.Globalization;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// What a run holds in memory at least: the weights, their average, gradient and moments, and what the products of the last cycle keep for the way back.
/// Less than the truth, as everything elementwise keeps something too: who is refused could not have been trained.
/// </summary>
internal static class MemoryNeed
{
    private const int Single = 4, Half = 2;

    // Weights, average, gradient, two moments.
    private const int Copies = 5;

    /// <param name="model">The network.</param>
    /// <param name="recipe">Batch and gradient path.</param>
    /// <param name="cells">Of one example.</param>
    /// <param name="fused">Whether attention keeps no shares: a GPU's kernels compute them again on the way back (arXiv 2205.14135).</param>
    public static long Bytes(ModelConfiguration model, Recipe recipe, int cells, bool fused)
    {
        var updates = recipe.Gradient == GradientPath.OneStep ? 2 : model.LatentSteps + 1;
        var each = recipe.Precision == Precision.Fp32 ? Single : Half;
        return Copies * Single * model.ParameterCount + each * checked((long)recipe.Batch * updates * model.Layers * Kept(model, cells, fused));
    }

    /// <inheritdoc cref="Bytes"/>
    /// <param name="model">The network.</param>
    /// <param name="recipe">Batch and gradient path.</param>
    /// <param name="cells">Of one example.</param>
    /// <param name="fused">Likewise.</param>
    /// <param name="available">Bytes that the device has.</param>
    /// <exception cref="MemoryException">It is more than there is.</exception>
    public static void Require(ModelConfiguration model, Recipe recipe, int cells, bool fused, long available)
    {
        var needed = Bytes(model, recipe, cells, fused);
        if (needed > available)
            throw new MemoryException(string.Create(CultureInfo.InvariantCulture,
                $"training {model.Shape.Task}: {recipe.Batch} slots of {cells} cells need at least {needed / 1e9:0.0} GB for their gradient, the device has {available / 1e9:0.0} GB; set a smaller batch, or fewer latent_steps or hidden"));
    }

    /// <summary>Numbers that one block keeps of one example: what goes into its norms and products.</summary>
    private static long Kept(ModelConfiguration model, int cells, bool fused)
    {
        long d = model.Hidden, positions = model.Mixer == Mixer.Units ? (long)cells * model.Shape.Height : model.LengthOf(cells);
        var mixed = model.Mixer switch
        {
            Mixer.Attention => positions * 4 * d + (fused ? 0 : model.Heads * positions * positions), // queries, keys, values, what is mixed; shares
            Mixer.Mlp => d * 3 * model.InnerOf((int)positions),
            _ => positions * d,
        };
        return mixed + positions * (3 * d + 3 * model.HiddenInner);
    }
}
