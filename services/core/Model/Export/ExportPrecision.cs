using System.Diagnostics.CodeAnalysis;

namespace Trm.Grid.Model.Export;

/// <summary>In what numbers an exported graph multiplies its matrices.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The field's own word for this precision.")]
public enum ExportPrecision
{
    Fp32,

    /// <summary>
    /// Block weights in 8 bits with a scale for each output, activations quantised as they come (one scale for the whole batch);
    /// embedding, norms, attention and heads stay fp32.
    /// </summary>
    Int8,
}
