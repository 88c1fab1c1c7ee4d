using System.Diagnostics.CodeAnalysis;

namespace Trm.Grid.Model.Export;

/// <summary>In what numbers an exported graph multiplies its matrices.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The field's own word for this precision.")]
public enum ExportPrecision
{
    Fp32,

    /// <summary>
    /// The blocks' linear layers of sequence mixers, and the 3x3 convolutions of all but the last cycle of grids, in 8 bits with a scale for each output; activations are
    /// quantised as they come, one scale for the whole batch, so that a slot's last digits depend on its neighbours. Of units only the weights are of 8 bits: they are
    /// widened when the graph is loaded. The rest stays fp32.
    /// </summary>
    Int8,
}
