namespace Trm.Grid.Puzzles.Maze;

/// <summary>What an answer to a maze is worth. Exact answers are optimal and optimal ones are valid.</summary>
/// <param name="IsValid">The maze is kept, and the path leads from start to goal with no cell of it aside.</param>
/// <param name="IsOptimal">Valid, and no path is shorter.</param>
/// <param name="IsExact">Cell by cell the answer that the maze's file or the solver gives.</param>
/// <param name="Length">Cells of the path, start and goal included; 0 where it is not valid.</param>
public readonly record struct MazeReport(bool IsValid, bool IsOptimal, bool IsExact, int Length);
