using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Tests.Unit.Puzzles.Maze;

public sealed class MazeGeneratorTests
{
    [Fact]
    public void Maze_is_a_function_of_seed_and_index_and_keeps_the_options()
    {
        var options = MazeOptions.Hard(15);
        Assert.Equal((67, 112, 55), (options.LeastWalls, options.MostWalls, options.LeastLength));
        Assert.Equal(new MazeOptions(), MazeOptions.Hard(30));
        for (var index = 0; index < 10; index++)
        {
            var maze = MazeGenerator.Draw(options, 4, index);
            Assert.Equal(maze, MazeGenerator.Draw(options, 4, index));
            Assert.NotEqual(maze, MazeGenerator.Draw(options, 5, index));
            Assert.InRange(maze.Question.Count(MazeCell.Wall), options.LeastWalls, options.MostWalls);
            Assert.True(maze.Length >= options.LeastLength);
            Assert.True(MazeRules.Check(maze, maze.Answer).IsExact);
        }
    }

    [Fact]
    public void Options_that_no_maze_keeps_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MazeGenerator.Draw(new() { LeastWalls = 500 }, 1));
        Assert.Throws<ArgumentException>(() => MazeGenerator.Draw(new() { LeastLength = 800 }, 1));
        Assert.Throws<ArgumentException>(() => MazeGenerator.Draw(new() { Side = 2 }, 1));
    }

    /// <summary>Means of 60 generated mazes lie within 5 % of walls and 3 cells of length of Maze-Hard's own.</summary>
    [Fact]
    public void Generated_mazes_are_spread_as_the_real_ones()
    {
        var real = MazeCsv.Load(MazeData.File("train.csv")).Puzzles;
        var made = Enumerable.Range(0, 60).Select(index => MazeGenerator.Draw(new(), 1, index)).ToList();
        Assert.InRange(made.Average(Walls) / real.Average(Walls), 0.95, 1.05);
        Assert.InRange(made.Average(maze => maze.Length) - real.Average(maze => maze.Length), -3, 3);

        static double Walls(MazePuzzle maze) => maze.Question.Count(MazeCell.Wall);
    }
}
