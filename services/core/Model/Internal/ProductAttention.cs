using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// Scaled dot-product attention as three products, for the CPU: there the fused one's bf16 backward pass is several times slower. Several heads at a time where
/// all their scores are more than a cache holds, and than the allocator keeps for the next: their pages cost more than the products.
/// </summary>
internal static class ProductAttention
{
    private const long MostScores = 4 << 20; // 8 MB of bf16

    /// <summary>softmax(q k' / sqrt(width)) v.</summary>
    /// <param name="q">[B, heads, L, width]</param>
    /// <param name="k">The same shape.</param>
    /// <param name="v">The same shape.</param>
    /// <param name="mostScores">How many scores are held at once; those of one head at least.</param>
    /// <returns>[B, heads, L, width]</returns>
    public static Tensor Of(Tensor q, Tensor k, Tensor v, long mostScores = MostScores)
    {
        long batch = q.shape[0], heads = q.shape[1], length = q.shape[2], width = q.shape[3];
        // NOTE Contiguous before the product: it would copy a transposed view element by element.
        q = q.mul(1 / Math.Sqrt(width)).contiguous().view(-1, length, width);
        k = k.contiguous().view(-1, length, width).transpose(1, 2);
        v = v.contiguous().view(-1, length, width);
        var together = Math.Max(1, mostScores / (length * length));
        if (together >= batch * heads) return Mix(q, k, v).view(batch, heads, length, width);
        var parts = q.split(together).Zip(k.split(together), v.split(together)).Select(part => Mix(part.First, part.Second, part.Third));
        return cat([.. parts]).view(batch, heads, length, width);
    }

    private static Tensor Mix(Tensor q, Tensor k, Tensor v) => q.bmm(k).softmax(-1).bmm(v);
}
