using Trm.Grid.Model.Internal;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public sealed class ProductAttentionTests
{
    [Theory]
    [InlineData(1)]   // one head at a time
    [InlineData(100)] // four of six: the last piece is smaller
    [InlineData(1000)]
    public void It_is_scaled_dot_product_attention_and_so_is_its_gradient_however_many_heads_go_together(long mostScores)
    {
        using var scope = NewDisposeScope();
        var parts = Enumerable.Range(0, 3).Select(_ => randn([2, 5, 3, 4]).transpose(1, 2).detach().requires_grad_(true)).ToArray(); // [B, heads, L, width]
        var twins = parts.Select(part => part.detach().clone().requires_grad_(true)).ToArray();
        var (own, fused) = (ProductAttention.Of(parts[0], parts[1], parts[2], mostScores), nn.functional.scaled_dot_product_attention(twins[0], twins[1], twins[2]));
        Assert.True(own.allclose(fused, rtol: 1e-5, atol: 1e-6));
        own.sin().sum().backward();
        fused.sin().sum().backward();
        Assert.All(parts.Zip(twins), pair => Assert.True(pair.First.grad!.allclose(pair.Second.grad!, rtol: 1e-4, atol: 1e-6)));
    }
}
