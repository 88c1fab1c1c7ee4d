using TorchSharp;
namespace Trm.Grid.Tests.Unit;
public class TorchLoads
{
    [Fact]
    public void Libtorch_multiplies_on_this_machine() => Assert.Equal(4f, torch.ones(2, 2).matmul(torch.ones(2, 2)).sum().ToSingle() / 2);
}
