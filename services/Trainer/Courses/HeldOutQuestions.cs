using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Trainer.Courses;

/// <summary>Questions with a checker, made of held-out examples.</summary>
internal static class HeldOutQuestions
{
    /// <summary>How many of the questions first .. first + count - 1 the network solves; null where the task has no checker.</summary>
    public static SolvingReport? Solve(TrainingSession session, IExampleSource heldOut, int first, int count, int steps) => heldOut switch
    {
        PlannerExamples maps => session.Solve([.. Enumerable.Range(first, count).Select(index => Plan(maps, index))], steps),
        SudokuExamples puzzles => session.Solve([.. Enumerable.Range(first, count).Select(index => Sudoku(puzzles.Draw(index)))], steps),
        MazeExamples mazes => session.Solve([.. Enumerable.Range(first, count).Select(index => new MazeQuestion(mazes.DrawPuzzle(index)))], steps),
        _ => null,
    };

    /// <summary>From the map's remotest cell by cost, or half-way there, or a quarter: long and middling ways in turn.</summary>
    private static PlanQuestion Plan(PlannerExamples maps, int index)
    {
        var (map, goal) = maps.DrawMap(index);
        var field = DistanceField.To(goal, map);
        var reached = Enumerable.Range(0, map.Width * map.Height)
            .Select(i => new Cell(i % map.Width, i / map.Width))
            .Where(cell => cell != goal && field.Units(cell) != DistanceField.Unreachable)
            .OrderBy(field.Units)
            .ToList();
        return new PlanQuestion(map, reached[(reached.Count - 1) >> (index % 3)], goal);
    }

    private static SudokuQuestion Sudoku(Example example)
    {
        var box = (int)Math.Sqrt(example.Height);
        return new SudokuQuestion(new SudokuGrid(box, Array.ConvertAll(example.Tokens, token => (byte)(token - 1))));
    }
}
