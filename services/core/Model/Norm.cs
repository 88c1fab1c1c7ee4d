namespace Trm.Grid.Model;

/// <summary>What brings activations back to size after every update; neither kind has a learned weight.</summary>
public enum Norm
{
    /// <summary>RMSNorm, as in the reference.</summary>
    Rms,

    /// <summary>Layer norm: it takes the mean away too, and is one fused operation on the CPU where torch composes RMSNorm of several.</summary>
    Layer,
}
