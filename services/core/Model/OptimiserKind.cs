namespace Trm.Grid.Model;

/// <summary>What turns a gradient into a step.</summary>
public enum OptimiserKind
{
    /// <summary>Adam with decoupled decay on every parameter.</summary>
    AdamW,

    /// <summary>The reference's: lr * atan2(mean, sqrt(square)) in place of their quotient, so that there is no epsilon and no step is larger than lr * pi / 2.</summary>
    AdamATan2,

    /// <summary>Orthogonalised momentum (arXiv 2502.16982) on the blocks' matrices, AdamW on the rest.</summary>
    Muon,
}
