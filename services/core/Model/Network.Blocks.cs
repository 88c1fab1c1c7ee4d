using TorchSharp;
using Trm.Grid.Model.Internal;
using static TorchSharp.torch;

namespace Trm.Grid.Model;

/// <summary>The blocks of f: how positions exchange what they know, and what each makes of it.</summary>
public sealed partial class Network
{
    private const double Epsilon = 1e-5; // of every norm

    private Tensor Attend(Tensor[] weights, Tensor h)
    {
        long batch = h.shape[0], length = h.shape[1], heads = Configuration.Heads, width = Configuration.Hidden / heads;
        var qkv = nn.functional.linear(h, weights[0]).view(batch, length, 3, heads, width).permute(2, 0, 3, 1, 4); // [3, B, heads, L, width]
        Tensor q = Turn(qkv[0]), k = Turn(qkv[1]), v = qkv[2];
        var mixed = h.device.type == DeviceType.CUDA ? nn.functional.scaled_dot_product_attention(q, k, v) : ProductAttention.Of(q, k, v); // [B, heads, L, width]
        return nn.functional.linear(mixed.transpose(1, 2).reshape(batch, length, heads * width), weights[1]); // [B, L, d]
    }

    private Tensor Turn(Tensor heads)
    {
        if (Configuration.QkNorm) heads = Rms(heads);
        return Configuration.Rotary ? Rotate(heads) : heads;
    }

    /// <summary>Rotary positions, base 10000, first half against second half. [B, heads, L, width]</summary>
    private Tensor Rotate(Tensor heads)
    {
        long length = heads.shape[2], half = heads.shape[3] / 2;
        if (cosine is null || cosine.shape[0] != length) PrepareRotation(length, half);
        var turned = cat([heads.narrow(-1, half, half).neg(), heads.narrow(-1, 0, half)], -1);
        return heads * cosine! + turned * sine!;
    }

    private void PrepareRotation(long length, long half)
    {
        using var scope = NewDisposeScope();
        var frequencies = pow(10000.0, arange(half, float64, Device).mul(-1.0 / half)); // [half]
        var angles = outer(arange(length, float64, Device), frequencies);                   // [L, half]
        angles = cat([angles, angles], -1);                                                         // [L, width]
        cosine?.Dispose();
        sine?.Dispose();
        cosine = angles.cos().to(ComputeType).DetachFromDisposeScope();
        sine = angles.sin().to(ComputeType).DetachFromDisposeScope();
    }

    /// <summary>A SwiGLU over the sequence, whose norm goes over the sequence too. Where the weights are padded, so is the sequence, with zeros that stay zeros.</summary>
    private Tensor MixSequence(Tensor[] weights, Tensor h)
    {
        long length = h.shape[1], padded = weights[0].shape[1];
        if (length == padded)
        {
            var across = h.transpose(1, 2).contiguous(); // [B, d, L]
            return Normalise(across + SwiGlu(weights, across)).transpose(1, 2).contiguous();
        }
        var wide = nn.functional.pad(h.transpose(1, 2), [0, padded - length]); // [B, d, P]
        var share = (double)length / padded; // of the positions over which the mean goes
        return Rms(wide + SwiGlu(weights, wide), Epsilon * share).mul(Math.Sqrt(share)).narrow(2, 0, length).transpose(1, 2).contiguous();
    }

    /// <summary>Gate, up and down of a SwiGLU over a sequence whose length is padded to a multiple of <see cref="SequenceMultiple"/>.</summary>
    private Tensor[] Padded(Tensor[] weights)
    {
        var lacking = (SequenceMultiple - weights[0].shape[1] % SequenceMultiple) % SequenceMultiple;
        if (lacking == 0 || Configuration.Norm != Norm.Rms) return weights;
        return [nn.functional.pad(weights[0], [0, lacking]), nn.functional.pad(weights[1], [0, lacking]), nn.functional.pad(weights[2], [0, 0, 0, lacking])];
    }

    private static Tensor Convolve(Tensor[] weights, Tensor h) => // [B, H, W, d], which is what torch calls channels-last
        nn.functional.conv2d(h.permute(0, 3, 1, 2), weights[0], padding: [1, 1]).permute(0, 2, 3, 1);

    /// <summary>
    /// What the units of a cell and its other digits say. [B, cells, digits, d]. Each speaks through a gate of its own: a sum of plain sums could not tell
    /// one candidate in the row and three in the column from two and two.
    /// </summary>
    private Tensor Gather(Tensor[] weights, Tensor h)
    {
        long batch = h.shape[0], side = h.shape[2], d = h.shape[3];
        units ??= tensor(SudokuUnits.Membership((int)side), [3 * side, side * side]).to(ComputeType).to(Device).DetachFromDisposeScope();
        var sums = units.matmul(h.flatten(2)).view(batch, 3 * side, side, d).split([2 * side, side], 1); // rows and columns, boxes
        var heard = cat([Gated(weights.AsSpan(0, 2), sums[0]), Gated(weights.AsSpan(2, 2), sums[1])], 1); // [B, 3 side, digits, d]
        var digits = Gated(weights.AsSpan(4, 2), h.sum(2, keepdim: true).mul(1 / Math.Sqrt(side))); // [B, cells, 1, d]
        return units.t().matmul(heard.flatten(2)).view(h.shape) + digits;
    }

    /// <summary>sigmoid(gate) * up. Not silu: a square of sums of nine would drown h and every rounding grow.</summary>
    /// <param name="weights">Gate, up.</param>
    /// <param name="h">[.., d]</param>
    private static Tensor Gated(ReadOnlySpan<Tensor> weights, Tensor h) => nn.functional.linear(h, weights[0]).sigmoid() * nn.functional.linear(h, weights[1]);

    /// <summary>down(silu(gate) * up) over the last axis, or its normed sibling.</summary>
    /// <param name="weights">Gate, up, down.</param>
    /// <param name="h">[.., d]</param>
    private Tensor SwiGlu(Tensor[] weights, Tensor h)
    {
        Tensor gate = nn.functional.linear(h, weights[0]), up = nn.functional.linear(h, weights[1]); // [.., i]
        if (Configuration.Gate == Gating.Silu) return nn.functional.linear(nn.functional.silu(gate) * up, weights[2]);
        Tensor sigmoid = gate.sigmoid(), product = gate * up;
        if (h.device.type == DeviceType.CUDA) return nn.functional.linear(sigmoid * Rms(product), weights[2]);
        // NOTE The norm's factor is one for a whole row, and what comes out of down is narrower than what goes in.
        return nn.functional.linear(sigmoid * product, weights[2]) * InverseRms(product);
    }

    private Tensor Normalise(Tensor h) => Configuration.Norm == Norm.Layer ? nn.functional.layer_norm(h, [h.shape[^1]]) : Rms(h);

    /// <summary>RMSNorm over the last axis without a learned weight.</summary>
    private static Tensor Rms(Tensor h, double epsilon = Epsilon) => h.device.type == DeviceType.CUDA ? FusedRms.Of(h, epsilon) : h * InverseRms(h, epsilon);

    /// <summary>1 / sqrt(mean(h²) + epsilon) over the last axis. [.., 1]; of bf16 summed in fp32, then rounded: an error that a whole row shares.</summary>
    internal static Tensor InverseRms(Tensor h, double epsilon = Epsilon)
    {
        var wide = h.dtype == float64 ? float64 : float32;
        return h.square().sum(-1, keepdim: true).to(wide).div(h.shape[^1]).add(epsilon).rsqrt().to(h.dtype);
    }
}
