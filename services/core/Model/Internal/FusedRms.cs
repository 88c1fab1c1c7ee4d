using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// RMSNorm over the last axis in one kernel, eps 1e-5, statistics in fp32: an operator that TorchSharp has no method for, reached through a script.
/// On a GPU it reads and writes a tensor once where single operators do so seven times; on the CPU torch composes it all the same.
/// </summary>
internal static class FusedRms
{
    // NOTE The last line must end in a line break: the parser wants one.
    private const string Text = "def rms(h: Tensor) -> Tensor:\n    return torch.rms_norm(h, [h.size(-1)], None, 1e-5)\n";

    private static readonly Lazy<jit.CompilationUnit> script = new(() => jit.compile(Text));

    /// <param name="h">[.., d], any floating type.</param>
    /// <returns>The same shape and type.</returns>
    public static Tensor Of(Tensor h) => script.Value.invoke<Tensor>("rms", h);
}
