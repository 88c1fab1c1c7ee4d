using System.Diagnostics.CodeAnalysis;

namespace Trm.Grid.Model;

/// <summary>What weights are rounded to before they are measured for the last time and exported.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The field's own word for this precision.")]
public enum Rounding
{
    /// <summary>They stay fp32.</summary>
    None,

    /// <summary>The numbers of 16 bits of IEEE 754 (binary16), 11 of them significant; bf16, in which large networks are trained, has 8. A package stores such weights in half the room.</summary>
    Fp16,
}
