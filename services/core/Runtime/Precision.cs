using System.Diagnostics.CodeAnalysis;

namespace Trm.Grid.Runtime;

/// <summary>Which of a package's graphs runs.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The field's own word for this precision.")]
public enum Precision
{
    Fp32,

    /// <summary>Matrix products in 8-bit integers, everything else in fp32.</summary>
    Int8,
}
