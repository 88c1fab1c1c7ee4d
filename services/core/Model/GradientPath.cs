namespace Trm.Grid.Model;

/// <summary>Through how much of a supervision step the gradient flows.</summary>
public enum GradientPath
{
    /// <summary>The last cycle: n updates of z and one of y (TRM).</summary>
    LastCycle,

    /// <summary>The last update of z and of y (HRM's one-step approximation).</summary>
    OneStep,
}
