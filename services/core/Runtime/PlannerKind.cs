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
}
