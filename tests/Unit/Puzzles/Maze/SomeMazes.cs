using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Tests.Unit.Puzzles.Maze;

/// <summary>Small mazes to reason about.</summary>
internal static class SomeMazes
{
    /// <summary>Two shortest paths; the rule goes down first.</summary>
    public const string Open = "S  \n # \n  G";

    public const string OpenAnswer = "S  \no# \nooG";

    public static MazePuzzle Solved(string question) => MazeSolver.Solve(MazeGrid.Parse(question))!;
}
