namespace Trm.Grid.Model;

/// <summary>Through how much of a supervision step the gradient flows. What a step computes is the same for all.</summary>
public enum GradientPath
{
    /// <summary>The last cycle: n updates of z and one of y (TRM).</summary>
    LastCycle,

    /// <summary>The last update of z and of y (HRM's one-step approximation).</summary>
    OneStep,

    /// <summary>
    /// Through the fixed point that the cycles approach, which the state reached stands for: the gradient of an endless recursion, solved as in deep
    /// equilibrium models (Bai, Kolter, Koltun 2019, arXiv 1909.01377, theorem 1). Exact where further cycles would move nothing; let T be large enough.
    /// </summary>
    FixedPoint,
}
