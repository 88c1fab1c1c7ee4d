namespace Trm.Grid.Model;

/// <summary>How a SwiGLU joins its two halves g and v before the way down.</summary>
public enum Gating
{
    /// <summary>silu(g) * v, as in the reference.</summary>
    Silu,

    /// <summary>sigmoid(g) * rms(g * v): the same product with its size taken out, which Muon's large steps need.</summary>
    Normed,
}
