namespace Trm.Grid.Runtime;

/// <summary>Who gave a path.</summary>
public enum PlannerKind
{
    /// <summary>Nobody: there is no path.</summary>
    None,

    /// <summary>The recursive network.</summary>
    Trm,

    /// <summary>A*, because the network gave none in time.</summary>
    AStar,

    /// <summary>The robot itself: the path that it follows already, checked again, is still good enough.</summary>
    Kept,
}
