namespace Trm.Grid.Puzzles.Planning;

/// <summary>Why there is no path: the error codes of Nav2's ComputePathToPose action, number for number.</summary>
public enum Nav2Error
{
    /// <summary>There is a path.</summary>
    None = 0,

    Unknown = 200,
    InvalidPlanner = 201,
    TransformError = 202,
    StartOutsideMap = 203,
    GoalOutsideMap = 204,
    StartOccupied = 205,
    GoalOccupied = 206,
    Timeout = 207,
    NoValidPath = 208,
}
