using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime.Trips;

/// <summary>The path that a robot follows already.</summary>
internal static class CurrentPath
{
    /// <summary>What is left of it for a robot at <paramref name="start"/>, on it or beside it.</summary>
    /// <returns>From the start to the path's end; empty where the robot has left it.</returns>
    public static Cell[] RestFrom(IReadOnlyList<Cell> path, Cell start)
    {
        // The last place that fits: a robot does not go back.
        for (var i = path.Count - 1; i >= 0; i--)
            if (path[i] == start)
                return [.. path.Skip(i)];
        for (var i = path.Count - 1; i >= 0; i--)
            if (Math.Abs((long)path[i].X - start.X) <= 1 && Math.Abs((long)path[i].Y - start.Y) <= 1)
                return [start, .. path.Skip(i)];
        return [];
    }
}
