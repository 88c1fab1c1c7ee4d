namespace Trm.Grid.Pictures;

/// <summary>A path on the picture.</summary>
/// <param name="Device">Who planned it; each device has its own colour.</param>
/// <param name="ByNetwork">The network's own path is a whole line, one of A* is dashed.</param>
/// <param name="Points">In the map's frame, from start to goal.</param>
internal sealed record DrawnPath(string Device, bool ByNetwork, IReadOnlyList<(double X, double Y)> Points);
