namespace Trm.Grid.Hosting;

/// <summary>What a caller is to the grid.</summary>
public enum CallerRole
{
    /// <summary>Nobody the grid knows.</summary>
    Nobody,

    /// <summary>A person who runs the grid.</summary>
    Operator,

    /// <summary>A person or program that trains models.</summary>
    Trainer,

    /// <summary>A backend that asks for solutions.</summary>
    Solver,

    /// <summary>A robot, known by its certificate.</summary>
    Device,

    /// <summary>Another service of the same grid.</summary>
    Service,
}
