namespace Trm.Grid.Puzzles.Planning;

/// <summary>What can be wrong with a path.</summary>
public enum PathFaultKind
{
    /// <summary>The path has no cells.</summary>
    Empty,

    /// <summary>The first cell is not the start.</summary>
    WrongStart,

    /// <summary>The last cell is not the goal.</summary>
    WrongGoal,

    /// <summary>The cell is outside the map.</summary>
    OutsideMap,

    /// <summary>The cell is lethal, inscribed, or unknown where unknown blocks.</summary>
    Blocked,

    /// <summary>The cell is not one of the eight neighbours of the one before it.</summary>
    Disconnected,

    /// <summary>A diagonal step onto the cell passes a blocked cell at its side.</summary>
    CornerCut,

    /// <summary>The path was in this cell before.</summary>
    Repeated,
}

/// <param name="Kind">What is wrong.</param>
/// <param name="Index">At which cell of the path, from 0; -1 where the path has no cells.</param>
/// <param name="Cell">That cell.</param>
public readonly record struct PathFault(PathFaultKind Kind, int Index, Cell Cell);
