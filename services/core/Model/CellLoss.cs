namespace Trm.Grid.Model;

/// <summary>What turns a cell's logits into probabilities.</summary>
public enum CellLoss
{
    Softmax,

    /// <summary>s(v) = v + 1 for v >= 0, else 1 / (1 - v), computed in fp64 as the reference does.</summary>
    Stablemax,
}
