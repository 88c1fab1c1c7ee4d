using static TorchSharp.torch;

namespace Trm.Grid.Model;

/// <summary>From x to the next y and z.</summary>
public sealed partial class Network
{
    /// <summary>y0 and z0 for every position of <paramref name="x"/>.</summary>
    public (Tensor Y, Tensor Z) Start(Tensor x) =>
        (Y0.to(ComputeType).expand(x.shape).MoveToOuterDisposeScope(), Z0.to(ComputeType).expand(x.shape).MoveToOuterDisposeScope());

    /// <summary>One supervision step (paper, figure 3): T - 1 cycles without gradient, then one with.</summary>
    /// <param name="x">The embedded question.</param>
    /// <param name="y">The answer so far.</param>
    /// <param name="z">The latent so far.</param>
    /// <param name="path">How much of the last cycle has a gradient.</param>
    /// <param name="scrambled">Where the decoded grid is fed back: int64 [B, cells], a class to feed instead of the decoded one, or -1.</param>
    public (Tensor Y, Tensor Z) Recurse(Tensor x, Tensor y, Tensor z, GradientPath path = GradientPath.LastCycle, Tensor? scrambled = null)
    {
        using var scope = NewDisposeScope();
        if (Configuration.Feedback) x = x + Fed(Answer(y).argmax(-1), scrambled).view_as(x);
        // NOTE Cast with gradient and once: the cycles without one use the same tensors.
        var blocks = Cast();
        var free = path == GradientPath.OneStep ? Configuration.LatentSteps - 1 : 0;
        using (no_grad())
        {
            for (var cycle = 1; cycle < Configuration.Cycles; cycle++) (y, z) = Cycle(blocks, x, y, z);
            var xy = x + y;
            for (var step = 0; step < free; step++) z = Update(blocks.AsSpan(0, Configuration.Layers), z + xy);
        }
        if (path == GradientPath.FixedPoint && is_grad_enabled()) return Settle(blocks, x, y, z);
        (y, z) = Cycle(blocks, x, y, z, free);
        return (y.MoveToOuterDisposeScope(), z.MoveToOuterDisposeScope());
    }

    /// <summary>Adds a loss's gradient to the parameters, also where it flows through a fixed point.</summary>
    public void Backward(Tensor loss)
    {
        loss.backward();
        settled?.Backward();
        settled = null;
    }

    /// <summary>A last cycle whose way back is kept for <see cref="Backward"/>: y and z are leaves that gather what the loss says of them.</summary>
    private (Tensor Y, Tensor Z) Settle(Block[] blocks, Tensor x, Tensor y, Tensor z)
    {
        Tensor[] from = [Leaf(y), Leaf(z)];
        var (nextY, nextZ) = Cycle(blocks, x, from[0], from[1]);
        settled = new(from, [nextY.MoveToOuterDisposeScope(), nextZ.MoveToOuterDisposeScope()], [Leaf(nextY), Leaf(nextZ)]);
        return (settled.Result[0], settled.Result[1]);

        static Tensor Leaf(Tensor state) => state.detach().requires_grad_(true).MoveToOuterDisposeScope();
    }

    private (Tensor Y, Tensor Z) Cycle(Block[] blocks, Tensor x, Tensor y, Tensor z, int done = 0)
    {
        var xy = x + y; // the same for all n updates of z
        for (var step = done; step < Configuration.LatentSteps; step++) z = Update(blocks.AsSpan(0, Configuration.Layers), z + xy);
        return (Update(blocks.AsSpan(blocks.Length - Configuration.Layers), y + z), z);
    }

    /// <summary>The network f.</summary>
    private Tensor Update(ReadOnlySpan<Block> blocks, Tensor h)
    {
        using var scope = NewDisposeScope();
        foreach (var block in blocks)
        {
            h = Configuration.Mixer switch
            {
                Mixer.Attention => Normalise(h + Attend(block.Mixer, h)),
                Mixer.Mlp => MixSequence(block.Mixer, h),
                Mixer.Units => Normalise(h + Gather(block.Mixer, h)),
                _ => Normalise(h + Convolve(block.Mixer, h)),
            };
            h = Normalise(h + SwiGlu(block.Mlp, h));
        }
        return h.MoveToOuterDisposeScope();
    }

    /// <summary>The embedded grid of classes int64 [B, cells], nothing in the prefix: [B, prefix + cells, d].</summary>
    private Tensor Fed(Tensor grid, Tensor? scrambled)
    {
        if (scrambled is not null) grid = where(scrambled.ge(0), scrambled, grid);
        var fed = this["feedback.weight"].index_select(0, grid.flatten()).mul(Math.Sqrt(Configuration.Hidden)).view(grid.shape[0], grid.shape[1], -1); // [B, cells, d]
        if (Configuration.Prefix > 0) fed = cat([zeros(fed.shape[0], Configuration.Prefix, Configuration.Hidden, fed.dtype, fed.device), fed], 1);
        return fed.to(ComputeType);
    }
}
