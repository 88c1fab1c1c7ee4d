namespace Trm.Grid.Model;

/// <summary>In what numbers the network computes. Weights and the optimiser are fp32 in any case.</summary>
public enum Precision
{
    /// <summary>bf16 where the machine has it and a probe finds it faster, else fp32. A run keeps what its first start chose.</summary>
    Auto,
    Fp32,
    Bf16,

    /// <summary>Weights too: for checking gradients.</summary>
    Fp64,
}
