using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// RMSNorm over the last axis in one kernel, statistics in fp32: an operator that TorchSharp has no method for, reached through a script.
/// On a GPU it reads and writes a tensor once where single operators do so seven times; on the CPU torch composes it all the same.
/// </summary>
internal static class FusedRms
{
    // NOTE The last line must end in a line break: the parser wants one.
    private const string Text = "def rms(h: Tensor, eps: float) -> Tensor:\n    return torch.rms_norm(h, [h.size(-1)], None, eps)\n";

    private static readonly Lazy<jit.CompilationUnit> script = new(() => jit.compile(Text));

    /// <param name="h">[.., d], any floating type.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <returns>The same shape and type.</returns>
    public static Tensor Of(Tensor h, double epsilon) => script.Value.invoke<Tensor>("rms", h, epsilon);
}
