namespace Trm.Grid.Puzzles.Planning;

/// <summary>Which way a map's world y axis points.</summary>
public enum MapAxis
{
    /// <summary>ROS: y grows upwards, the origin is the lower left corner of the map.</summary>
    YUp,

    /// <summary>MovingAI and pictures: y grows downwards, the origin is the upper left corner of the map.</summary>
    YDown,
}
