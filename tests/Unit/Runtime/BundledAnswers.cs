using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime;
using Trm.Grid.Tests.Unit.Puzzles.Maze;
using Trm.Grid.Tests.Unit.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Runtime;

/// <summary>What ships answers as the documentation says, on samples of the files that it was measured on.</summary>
public class BundledAnswers
{
    /// <summary>Of all 1,000 test mazes 99.2 % get a shortest path at some step, whether or not the halt head would have gone so far.</summary>
    [Fact]
    public void The_maze_network_solves_real_mazes()
    {
        var mazes = MazeCsv.Load(MazeData.File("test.csv")).Puzzles;
        Assert.InRange(Verified("maze-hard", [.. Enumerable.Range(0, 24).Select(n => new MazeQuestion(mazes[n * 41]))]), 20, 24);
    }

    /// <summary>Of 1,000 puzzles with 17 clues 99.9 % are exact after 16 steps.</summary>
    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Int8)]
    public void The_Sudoku_network_solves_puzzles_with_17_clues(Precision precision)
    {
        var lines = File.ReadLines(Path.Combine(SharedData.Folder("sudoku"), "puzzles2_17_clue.csv")).Skip(1).Where((_, row) => row % 997 == 0).Take(24);
        Assert.InRange(Verified("sudoku", [.. lines.Select(line => new SudokuQuestion(SudokuGrid.Parse(line.Split(',')[1])))], precision), 23, 24);
    }

    private static int Verified<TAnswer>(string name, IReadOnlyList<IQuestion<TAnswer>> questions, Precision precision = Precision.Fp32)
    {
        using var model = BundledModel.Load(name, precision);
        using var solver = new RecursiveSolver(model);
        return questions.Count(question => solver.Solve(question, new SolveOptions { MaxSteps = 16, MaxViews = 1, StopOnHalt = false }).Verified);
    }
}
