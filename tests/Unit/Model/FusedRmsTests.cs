using Trm.Grid.Model;
using Trm.Grid.Model.Internal;
using Xunit;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public sealed class FusedRmsTests
{
    [Fact]
    public void It_is_the_composed_norm_and_so_is_its_gradient()
    {
        using var scope = NewDisposeScope();
        var h = randn([3, 5, 16]).mul(0.01).requires_grad_(true);
        // Small numbers: of large ones eps is not seen.
        var twin = h.detach().clone().requires_grad_(true);
        for (var repeat = 0; repeat < 4; repeat++) // the executor of scripts watches a few calls before it optimises
        {
            var (fused, composed) = (FusedRms.Of(h, 1e-5), twin * (twin * twin).mean([-1], keepdim: true).add(1e-5).rsqrt());
            Assert.True(fused.allclose(composed, rtol: 1e-5, atol: 1e-6));
            fused.sin().sum().backward();
            composed.sin().sum().backward();
            Assert.True(h.grad!.allclose(twin.grad!, rtol: 1e-4, atol: 1e-6));
        }
        Assert.Equal(bfloat16, FusedRms.Of(h.detach().to(bfloat16), 1e-5).dtype);
    }

    /// <summary>Ones summed in bf16 would stop at 256.</summary>
    [Fact]
    public void A_norm_that_is_not_fused_sums_bf16_in_fp32()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(1, Network.InverseRms(ones(2, 4096, dtype: bfloat16)).to(float32)[1].item<float>(), 0.01f);
    }
}
